"""Addresses below /policy/."""

from django.urls import include, path, re_path

from hanamizuki.policy import exports
from hanamizuki.policy.payment_plan import views as payment_plan
from hanamizuki.policy.views import comments, following, line, money, pages, plans

app_name = "policy"
urlpatterns = [
    path("", pages.index, name="index"),
    path("plans/", plans.index, name="plans"),
    path("plans/<slug:plan>/", plans.plan, name="plan"),
    path("plans/<slug:plan>/<int:fiscal_year>/", plans.of_year, name="plan_of_year"),
    path("reports/", include("hanamizuki.policy.report_urls")),
    path("coverage/", pages.coverage, name="coverage"),
    path("progress/", following.progress, name="progress"),
    path("progress/progress.csv", following.progress_csv, name="progress_csv"),
    path("monitoring/", following.monitoring, name="monitoring"),
    path("gender/", following.gender, name="gender"),
    path("compare/", pages.compare, name="compare"),
    path("budget/", money.index, name="budget"),
    path("budget/<int:fiscal_year>/", money.year, name="budget_year"),
    path("budget.csv", money.as_csv, name="budget_csv"),
    path("indicators/", pages.indicators, name="indicators"),
    path("indicators/<slug:id>/", pages.indicator, name="indicator"),
    path("payment-plan/", payment_plan.page, name="payment_plan"),
    path("payment-plan/plan.pdf", payment_plan.sheet, name="payment_plan_sheet"),
    path("policy.json", exports.as_json, name="data_json"),
    path("policy.csv", exports.as_csv, name="data_csv"),
    path("leaflet.pdf", exports.leaflet, name="leaflet"),
    re_path(
        r"^(?P<year>20\d\d)/(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/$",
        line.of_year,
        name="line_of_year",
    ),
    re_path(r"^(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/$", line.page, name="line"),
    re_path(
        r"^(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/comment/$", comments.comment, name="comment"
    ),
]
