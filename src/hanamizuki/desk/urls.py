"""The desk's public addresses, below /desk/."""

from django.urls import URLPattern, path

from hanamizuki.desk.appointments.urls import public as appointments
from hanamizuki.desk.views import alerts, arrival, board, calendar, choosing, kiosk, ticket

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", choosing.choose, name="choose"),
    path("take/<slug:errand>/", choosing.take_number, name="take"),
    path("t/<str:token>/", ticket.ticket, name="ticket"),
    path("t/<str:token>/arrive/", ticket.arrive, name="ticket_arrive"),
    path("t/<str:token>/alerts/", alerts.change, name="ticket_alerts"),
    path("t/<str:token>/cancel/", ticket.cancel, name="ticket_cancel"),
    path("t/<str:token>/change/", ticket.change, name="ticket_change"),
    path("t/<str:token>/feedback/", ticket.feedback, name="ticket_feedback"),
    path("arrive/", arrival.arrive, name="arrive"),
    path("entrance/", arrival.entrance, name="entrance"),
    path("kiosk/", kiosk.start, name="kiosk"),
    path("kiosk/theme/<slug:theme>/", kiosk.theme, name="kiosk_theme"),
    path("kiosk/take/<slug:errand>/", kiosk.errand, name="kiosk_errand"),
    path("kiosk/number/<str:token>/", kiosk.number, name="kiosk_number"),
    path("kiosk/number/<str:token>/print/", kiosk.print_number, name="kiosk_print"),
    path("kiosk/number/<str:token>/slip/", kiosk.preview, name="kiosk_slip"),
    path("kiosk/here/", kiosk.here, name="kiosk_here"),
    *appointments,
    path("calendar/", calendar.calendar, name="calendar"),
    path("board/", board.overview, name="board"),
    path("board/<str:floor>/", board.floor, name="board_floor"),
    path("embed/", board.embed, name="embed"),
]
