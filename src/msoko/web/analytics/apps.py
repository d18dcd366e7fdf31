"""Names the app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "msoko.web.analytics"
    label = "analytics"
    default_auto_field = "django.db.models.BigAutoField"
