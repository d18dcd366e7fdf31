"""Addresses of facts about conditions."""

from __future__ import annotations

from django.urls import path

from msoko.web.organisations.context import views

urlpatterns = [
    path("organisations/<str:code>/context/", views.context, name="context"),
    path("organisations/<str:code>/context.xlsx", views.context_workbook, name="context_workbook"),
    path("organisations/<str:code>/context/enter/", views.context_enter, name="context_enter"),
]
