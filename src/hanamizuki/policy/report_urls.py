"""Addresses below /policy/reports/, in the namespace policy."""

from django.urls import path

from hanamizuki.policy.views import reports

_ONE = "<slug:plan>-<int:year>-<slug:half>"

urlpatterns = [
    path("", reports.index, name="reports"),
    path(f"{_ONE}/", reports.report, name="report"),
    path(f"{_ONE}.xlsx", reports.spreadsheet, name="report_xlsx"),
    path(f"{_ONE}.json", reports.document, name="report_json"),
]
