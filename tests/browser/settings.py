"""The product's settings as they are, but work is done at once and nobody is asked for a second factor."""

from msoko.web.project.settings import *  # noqa: F403

SECOND_FACTOR_IS_REQUIRED = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
