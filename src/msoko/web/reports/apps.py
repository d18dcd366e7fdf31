"""Names the app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "msoko.web.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
