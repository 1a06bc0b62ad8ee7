"""Every address of the ward (DESIGN: addresses that stay)."""

from django.urls import include, path, re_path

from hanamizuki.core.notices.views import worker
from hanamizuki.site.api import v1
from hanamizuki.site.views import about, notebook, places, portal

places_urls = (
    [
        path("", places.index, name="index"),
        path("towns/<str:code>/", places.town, name="town"),
        path("districts/<slug:code>/", places.district, name="district"),
        path("facilities/<str:code>/", places.facility, name="facility"),
        path("sections/", places.sections, name="sections"),
        path("sections/<slug:code>/", places.section, name="section"),
    ],
    "places",
)

urlpatterns = [
    path("", portal.portal, name="portal"),
    path("search/", portal.search, name="search"),
    path("topics/<slug:id>/", portal.topic, name="topic"),
    path("places/", include(places_urls)),
    path("policy/", include("hanamizuki.policy.urls")),
    path("desk/", include("hanamizuki.desk.urls")),
    path("staff/desk/appointments/", include("hanamizuki.desk.appointments.staff_urls")),
    path("staff/desk/", include("hanamizuki.desk.staff.urls")),
    path("staff/policy/", include("hanamizuki.policy.staff.urls")),
    path("staff/", include("hanamizuki.site.staff.urls")),
    path("notebook/", notebook.notebook, name="notebook"),
    path("about/", about.about, name="about"),
    path("about/sources/", about.sources, name="sources"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("sw.js", worker, name="service_worker"),
    path("robots.txt", about.robots, name="robots"),
    path("healthz", about.healthz, name="healthz"),
    path("api/", v1.docs, name="api_docs"),
    path("api/v1/openapi.json", v1.openapi, name="openapi"),
    path("api/v1/", v1.api.urls),
    re_path(r"^api/.*$", v1.unknown),
]

handler400 = about.bad_request
handler403 = about.denied
handler404 = about.missing
handler500 = about.failed
