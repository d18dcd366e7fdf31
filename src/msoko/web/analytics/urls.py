"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from msoko.web.analytics.views import (
    calculations,
    comparison,
    indicators,
    organisation,
    overview,
    procedures,
    proof,
    search,
)

app_name = "analytics"
urlpatterns = [
    path("calculations/", calculations.calculations, name="calculations"),
    path("calculations/compute/", calculations.compute, name="compute"),
    path("calculations/fix/", calculations.fix, name="fix"),
    path("calculations/compare/", calculations.compared, name="compare_calculations"),
    path("calculations/<int:calculation>/show/", calculations.show, name="show_calculation"),
    path("compare/", comparison.builder, name="comparison"),
    path("compare/chart.json", comparison.explored, name="comparison_data"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/<str:code>/", indicators.indicator, name="indicator"),
    path("proof/<str:code>/", proof.proof, name="proof"),
    path("procedures/", procedures.listed, name="procedures"),
    path("procedures/<str:procedure>/<str:period>/<str:subject>/<str:grade>/", procedures.shown, name="procedure"),
    path(
        "procedures/<str:procedure>/<str:period>/<str:subject>/<str:grade>/participants/<str:code>/",
        procedures.participant_results,
        name="participants",
    ),
    path("search/", search.search, name="search"),
    path("overview/", overview.overview, name="overview"),
    path("organisations/<str:code>/", organisation.organisation, name="organisation"),
]
