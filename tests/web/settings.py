"""The product's settings on a folder of the tests' own; quick where speed proves nothing."""

import os
import tempfile

os.environ["MSOKO_HOME"] = tempfile.mkdtemp(prefix="msoko-tests-")
os.environ["MSOKO_DATABASE"] = os.environ.get("MSOKO_TEST_DATABASE", "sqlite")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in the thread of the test

from msoko.web.project.settings import *  # noqa: F403
from msoko.web.project.settings import HOME, STORAGES

(HOME / "web" / "static").mkdir(parents=True)
(HOME / "web" / "assets").mkdir()
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SECOND_FACTOR_IS_REQUIRED = False  # its demand has a test of its own: tests/web/accounts/test_second_factor.py
