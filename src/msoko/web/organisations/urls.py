"""Addresses of the app: the list, the card, the registry's file, proposals, facts about conditions."""

from __future__ import annotations

from django.urls import path

from msoko.web.organisations import views
from msoko.web.organisations.changes import urls as changes
from msoko.web.organisations.context import urls as context

app_name = "organisations"
urlpatterns = [
    path("organisations/", views.organisations, name="list"),
    path("organisations.xlsx", views.organisations_workbook, name="list_workbook"),
    path("registry.xlsx", views.registry_file, name="registry_file"),
    path("organisations/<str:code>/registry/", views.card, name="card"),
    *changes.urlpatterns,
    *context.urlpatterns,
]
