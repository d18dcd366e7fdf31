"""Names the app and starts the writing of sign-ins into the audit trail."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "msoko.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from msoko.web.accounts import recording

        recording.connect()
