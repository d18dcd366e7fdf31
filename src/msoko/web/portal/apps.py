"""Names the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "msoko.web.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
