"""Django's settings, all of them, from the configuration of the data folder named in MSOKO_HOME."""

import os
from pathlib import Path

from msoko.web.project import configuration, logs, manual_folder, work

CONFIGURATION = configuration.read(Path(os.environ.get("MSOKO_HOME", "msoko-data")).resolve())
HOME = CONFIGURATION.folder
HERE = Path(__file__).parent

SECRET_KEY = CONFIGURATION.secret_key
DEBUG = False
ALLOWED_HOSTS = [CONFIGURATION.host, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [CONFIGURATION["address"]]
DATABASES = {"default": configuration.database(CONFIGURATION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "msoko.web.project",
    "msoko.web.portal",
    "msoko.web.reports",
    "msoko.web.analytics",
    "msoko.web.results",
    "msoko.web.organisations",
    "msoko.web.jobs",
    "msoko.web.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]
MIDDLEWARE = [
    "msoko.web.project.logs.request_log",
    "django.middleware.security.SecurityMiddleware",
    "msoko.web.project.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # slow lines; with random padding, so lengths tell nothing
    "django.contrib.sessions.middleware.SessionMiddleware",
    "msoko.web.project.language.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "msoko.web.project.security.not_kept",
    "msoko.web.project.security.refuse_zero_bytes",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "msoko.web.accounts.language.kept_language",
    "msoko.web.organisations.people.second_factor.demand_second_factor",
]
ROOT_URLCONF = "msoko.web.project.urls"
WSGI_APPLICATION = "msoko.web.project.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "msoko.web.project.frame.frame",
        ],
        "builtins": [
            f"msoko.web.project.templatetags.{name}" for name in ("words", "components", "downloads")
        ],
    },
}]  # fmt: skip

FORM_RENDERER = "msoko.web.project.forms.Renderer"
CSRF_FAILURE_VIEW = "msoko.web.project.errors.csrf"
MESSAGE_TAGS = {10: "info", 20: "info", 25: "done", 30: "attention", 40: "breach"}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_secure
SESSION_COOKIE_NAME = "__Host-sessionid" if CONFIGURATION.is_secure else "sessionid"  # of this host alone
CSRF_COOKIE_NAME = "__Host-csrftoken" if CONFIGURATION.is_secure else "csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.is_secure else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECOND_FACTOR_IS_REQUIRED = not CONFIGURATION.demonstration  # of those who manage people or approve the registry

# Signing in. Letters of allauth are bounded per minute and person; the cache that counts them is one for all processes.
CACHES = {"default": {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": HOME / "web" / "cache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}}  # fmt: skip
ACCOUNT_FORMS = {"login": "msoko.web.accounts.forms.SignInForm"}
ACCOUNT_ADAPTER = "msoko.web.accounts.adapters.AccountAdapter"
MFA_ADAPTER = "msoko.web.accounts.adapters.SecondFactorAdapter"
SOCIALACCOUNT_ADAPTER = "msoko.web.organisations.people.identity.IdentityAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIGURATION.is_secure else 0  # https ends at a proxy, which names the client
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "МСОКО: "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIGURATION.is_secure else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "msoko.web.accounts.forms.AddKeyForm",
    "edit_webauthn": "msoko.web.accounts.forms.RenameKeyForm",
}
MFA_TOTP_ISSUER = "МСОКО"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody registers by themselves, so no address is taken from its owner
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIGURATION.host in configuration.LOCAL
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an address that the provider has verified leads to the account that has it
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {
    "OAUTH_PKCE_ENABLED": True,
    "APPS": [{
        "provider_id": "identity",
        "name": CONFIGURATION["identity.name"],
        "client_id": CONFIGURATION["identity.client"],
        "secret": CONFIGURATION["identity.secret"],
        "settings": {"server_url": CONFIGURATION["identity.server"]},
    }] if CONFIGURATION["identity.name"] else [],
}}  # fmt: skip

# Letters: by the mail server over TLS, or into files of the data folder
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION["mail.sender"]
EMAIL_TIMEOUT = 20
if CONFIGURATION["mail.host"]:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = CONFIGURATION["mail.host"], CONFIGURATION["mail.port"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIGURATION["mail.user"], CONFIGURATION["mail.password"]
    EMAIL_USE_SSL = EMAIL_PORT == 465
    EMAIL_USE_TLS = not EMAIL_USE_SSL
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"

# Words
LANGUAGE_CODE = CONFIGURATION["language"]
LANGUAGES = [("ru", "Русский"), ("en", "English")]
TIME_ZONE = CONFIGURATION["time_zone"]
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "web" / "static"
STATICFILES_DIRS = [HOME / "web" / "assets", ("manual", manual_folder.FOLDER / "pictures")]
# The folder of assets is made at the first start; the proxy that ends https leads there from http; whether all of the
# domain's other sites are https too (HSTS of subdomains, preload) is for its owner to say.
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004", "security.W005", "security.W008", "security.W021"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "web" / "uploads"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}  # fmt: skip
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "png", "woff2", "gz", "br", "map")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
CONTACTS = CONFIGURATION["contacts"]
UPLOAD_LIMIT = CONFIGURATION["upload_megabytes"] * 1_000_000

# Long work: what the worker can do is one table
JOBS_WORK = work.WORK
JOBS_SCHEDULE = work.SCHEDULE
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What the server writes
LOGGING = logs.LOGGING
