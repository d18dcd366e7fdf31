"""Addresses of the public front page."""

from django.urls import path

from msoko.web.portal import views

app_name = "portal"
urlpatterns = [path("", views.front, name="front")]
