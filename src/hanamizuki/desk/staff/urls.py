"""Addresses below /staff/desk/."""

from django.urls import path

from hanamizuki.desk.staff import alarms, console, issuing, overview, person, record, settings

app_name = "desk_staff"
urlpatterns = [
    path("", console.choose, name="choose"),
    path("counter/<slug:code>/", console.console, name="console"),
    path("counter/<slug:code>/look/", console.look, name="look"),
    path("counter/<slug:code>/act/", console.act, name="act"),
    path("counter/<slug:code>/person/<int:pk>/", person.person, name="person"),
    path("issue/", issuing.issue, name="issue"),
    path("visit/", issuing.visit, name="visit"),
    path("overview/", overview.overview, name="overview"),
    path("overview/waiting/<slug:code>/", overview.waiting, name="waiting"),
    path("overview/watch/", alarms.watch, name="watch"),
    path("overview/record/", record.record, name="record"),
    path("overview/hours.xlsx", overview.workbook, name="hours_xlsx"),
    path("overview/settings/", settings.settings, name="settings"),
]
