"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from msoko.web.jobs import views

app_name = "jobs"
urlpatterns = [path("jobs/<uuid:number>/", views.show, name="show")]
