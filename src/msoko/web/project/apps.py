"""Names the app."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "msoko.web.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Compiled catalogues are not kept in the repository: whatever is stale is made anew before the first page."""
        from msoko.web.project import catalogue

        catalogue.compile_stale()
