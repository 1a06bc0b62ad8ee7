"""Addresses below /staff/desk/appointments/."""

from django.urls import path

from hanamizuki.desk.appointments import staff, staff_book, staff_closing

app_name = "desk_appointments"
urlpatterns = [
    path("", staff.day, name="day"),
    path("week/", staff.week, name="week"),
    path("<int:pk>/", staff.person, name="person"),
    path("new/<slug:kind>/", staff_book.new, name="new"),
    path("made/<int:pk>/", staff_book.made, name="made"),
    path("closing/<slug:kind>/", staff_closing.closing, name="closing"),
    path("closing/<int:pk>/open/", staff_closing.reopen, name="reopen"),
]
