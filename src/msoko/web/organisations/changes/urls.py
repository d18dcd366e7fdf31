"""Addresses of proposals."""

from __future__ import annotations

from django.urls import path

from msoko.web.organisations.changes import views

urlpatterns = [
    path("registry/changes/", views.changes, name="changes"),
    path("registry/changes.xlsx", views.changes_workbook, name="changes_workbook"),
    path("registry/changes/<int:number>/", views.change, name="change"),
    path("registry/changes/<int:number>/edit/", views.edit, name="change_edit"),
    path("organisations/<str:code>/registry/<str:kind>/", views.new, name="change_new"),
]
