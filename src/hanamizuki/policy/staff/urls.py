"""Addresses below /staff/policy/."""

from django.urls import include, path

from hanamizuki.policy.staff import desk, reports

app_name = "policy_staff"
urlpatterns = [
    path("", desk.index, name="desk"),
    path("reports/", reports.index, name="reports"),
    path("reports/<int:id>/<slug:half>/", reports.make, name="report_make"),
    path("money/", include("hanamizuki.policy.staff.money_urls")),
    path("drafts/", include("hanamizuki.policy.staff.draft_urls")),
    path("", include("hanamizuki.policy.staff.editing_urls")),
    path("", include("hanamizuki.policy.staff.entry_urls")),
]
