"""Addresses of appointments below /desk/."""

from django.urls import URLPattern, path

from hanamizuki.desk.views import appointment_kiosk
from hanamizuki.desk.views import appointments as views

public: list[URLPattern] = [
    path("appointments/", views.index, name="appointments"),
    path("appointments/<slug:kind>/", views.kind, name="appointment_kind"),
    path("appointments/<slug:kind>/book/", views.book, name="appointment_book"),
    path("appointments/b/<str:token>/", views.appointment, name="appointment"),
    path("appointments/b/<str:token>/arrive/", views.arrive, name="appointment_arrive"),
    path("appointments/b/<str:token>/change/", views.change, name="appointment_change"),
    path("appointments/b/<str:token>/cancel/", views.cancel, name="appointment_cancel"),
    path(
        "appointments/b/<str:token>/calendar.ics",
        views.calendar_of,
        name="appointment_calendar",
    ),
    path("kiosk/appointment/", appointment_kiosk.here, name="kiosk_appointment"),
]
