"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from msoko.web.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.listed, name="list"),
    path("reports/new/", views.ordered, name="new"),
    path("reports/<uuid:number>/", views.shown, name="order"),
    path("reports/<uuid:number>/view/", views.read, name="view"),
    path("reports/<uuid:number>/<str:format>", views.downloaded, name="file"),
]
