"""All addresses. Each app has its own table; every address has rows in tests/web/access."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from msoko.web.project import health, views
from msoko.web.project.api import api

urlpatterns = [
    path("", include("msoko.web.portal.urls")),
    path("", include("msoko.web.analytics.urls")),
    path("", include("msoko.web.organisations.urls")),
    path("", include("msoko.web.results.urls")),
    path("", include("msoko.web.reports.urls")),
    path("", include("msoko.web.jobs.urls")),
    path("", include("msoko.web.organisations.people.urls")),
    path("", include("msoko.web.organisations.trail.urls")),
    path("api/v1/", api.urls),
    path("account/", include("allauth.urls")),
    path("choose/", views.choose, name="choose"),
    path("appearance/", views.appearance, name="appearance"),
    path("language/", set_language, name="set_language"),
    path("help/", views.help_topic, name="help"),
    path("help/<str:topic>/", views.help_topic, name="help_topic"),
    path("gallery/", views.gallery, name="gallery"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler400 = "msoko.web.project.errors.bad_request"
handler403 = "msoko.web.project.errors.forbidden"
handler404 = "msoko.web.project.errors.not_found"
handler500 = "msoko.web.project.errors.failed"
