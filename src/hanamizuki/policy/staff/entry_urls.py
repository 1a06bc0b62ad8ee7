"""Addresses of values, indicators and comments, below /staff/policy/."""

from django.urls import path

from hanamizuki.policy.staff import comments, entry, entry_sheets, indicators

urlpatterns = [
    path("values/", entry.index, name="values"),
    path("values/sheet/", entry_sheets.page, name="sheet"),
    path("values/sheet/values.xlsx", entry_sheets.template, name="sheet_template"),
    path("values/<int:pk>/withdraw/", entry.withdraw, name="value_withdraw"),
    path("values/<slug:id>/<str:month>/", entry.value, name="value"),
    path("indicators/", indicators.index, name="indicators"),
    path("indicators/new/", indicators.new, name="indicator_new"),
    path("indicators/<slug:id>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:id>/retire/", indicators.retire, name="indicator_retire"),
    path("comments/", comments.index, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
]
