"""Addresses below /staff/policy/money/, in the namespace policy_staff."""

from django.urls import path

from hanamizuki.policy.staff import money

urlpatterns = [
    path("", money.index, name="money"),
    path("sheet/", money.sheet, name="money_sheet"),
    path("rows/<int:pk>/", money.row, name="money_row"),
    path("<int:year>/", money.year, name="money_year"),
    path("<int:year>/state/", money.state, name="money_state"),
    path("<int:year>/new/", money.add, name="money_add"),
    path("<int:year>/new/<slug:key>/", money.new, name="money_new"),
]
