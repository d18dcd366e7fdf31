"""The address of the trail."""

from __future__ import annotations

from django.urls import path

from msoko.web.organisations.trail import views

app_name = "trail"
urlpatterns = [path("audit/", views.trail, name="trail")]
