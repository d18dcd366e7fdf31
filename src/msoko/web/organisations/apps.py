"""Names the app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "msoko.web.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
