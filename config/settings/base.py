"""Every setting of the store, read from the environment. Names and defaults: `.env.example`."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.admin_site import LOGIN_REDIRECT_URL, UNFOLD  # noqa: F401
from config.job_titles import JOB_TITLES  # noqa: F401
from config.registries import (  # noqa: F401
    AUDITED,
    BOT_SECTIONS,
    DAILY_JOBS,
    DASHBOARD_PANELS,
    EMBEDDED_WORKERS,
    HEALTH_CHECKS,
    INTEGRATIONS,
    OUTBOX_SUBSCRIBERS,
    PAYMENT_PROVIDERS,
    PERSONAL_DATA,
    RECONCILED,
    SPREADSHEETS,
    VISITS,
)
from config.settings import database, environment
from shop.logging import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
env = environment.load(BASE_DIR)

# --- What kind of process this is

DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool("DEMO", default=False)

SECRET_KEY: str = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEBUG or DEMO):
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Put a long random text into the environment or .env, for "
            'example from: python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    SECRET_KEY = "demo-only-secret-key-never-to-be-used-where-real-customers-are"  # noqa: S105

# --- Addresses

PUBLIC_URL: str = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
ADMIN_PATH: str = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
ALLOWED_HOSTS += [host for host in [urlsplit(PUBLIC_URL).hostname] if host]
# The health checks of Docker and of a load balancer on the same machine.
ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS: list[str] = env.list("CORS_ALLOWED_ORIGINS", default=[])
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False  # every promised path answers with and without its slash; see shop/paths.py

# --- Parts

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "config.superuser",  # before auth, whose command it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "corsheaders",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "shop",
    "catalog",
    "orders",
    "integrations",
    "botapp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.static.StaticFiles",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "shop.audit.middleware.Acting",
    "shop.admin.second_factor_guard.SecondFactorGuard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Where things are kept

DATABASE_URL: str = env.str("DATABASE_URL", default="sqlite:///var/store.sqlite3")
DB_POOL_MIN: int = env.int("DB_POOL_MIN", default=2)
DB_POOL_MAX: int = env.int("DB_POOL_MAX", default=20)
DATABASES = {
    "default": database.configuration(
        DATABASE_URL,
        base_dir=BASE_DIR,
        pool_min=DB_POOL_MIN,
        pool_max=DB_POOL_MAX,
        lock_timeout=env.str("DB_LOCK_TIMEOUT", default="5s"),
        statement_timeout=env.str("DB_STATEMENT_TIMEOUT", default="15s"),
    )
}
REDIS_URL: str = env.str("REDIS_URL", default="")
# How long events that serve analytics alone may wait to be written together; 0: each at once.
OUTBOX_BUFFER_SECONDS = 1.0
CACHES = {
    "default": {
        "BACKEND": "shop.redis_cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "store",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "store"}
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Files that are sold: no address leads there.
    "private": {
        "BACKEND": "shop.private_files.PrivateStorage",
        "OPTIONS": {"location": BASE_DIR / "var" / "private"},
    },
}
MEDIA_ROOT = BASE_DIR / "var" / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
WHITENOISE_USE_FINDERS = True  # served from where the packages keep them: no collectstatic
WHITENOISE_AUTOREFRESH = DEBUG

# --- Languages and time

LANGUAGE_CODE: str = env.str("LANGUAGE_CODE", default="ru")
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "_theme"]
TIME_ZONE: str = env.str("TIME_ZONE", default="Europe/Moscow")
USE_I18N = True
USE_TZ = True

# --- People

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
# Codes are counted by the store's own limiter (LIMITS), which an owner can reset.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0
# How long the audit log is kept, in days; 0: for ever. What is younger than a year always is.
AUDIT_KEEP_DAYS: int = env.int("AUDIT_KEEP_DAYS", default=0)

# --- Telegram

TELEGRAM_BOT_TOKEN: str = env.str("TELEGRAM_BOT_TOKEN", default="")
TELEGRAM_WEBHOOK_SECRET: str = env.str("TELEGRAM_WEBHOOK_SECRET", default="")
TELEGRAM_STAFF_CHAT_ID: int | None = env.int("TELEGRAM_STAFF_CHAT_ID", default=None)
TELEGRAM_API_URL: str = env.str("TELEGRAM_API_URL", default="")
TELEGRAM_PROVIDER_TOKEN: str = env.str("TELEGRAM_PROVIDER_TOKEN", default="")
INITDATA_TTL: int = env.int("INITDATA_TTL", default=3600)
INITDATA_SIGNATURE_BOT_ID: int | None = env.int("INITDATA_SIGNATURE_BOT_ID", default=None)

if DEMO and not TELEGRAM_BOT_TOKEN:
    # The chat in the browser plays Telegram's part: it knows these, and they guard nothing.
    TELEGRAM_BOT_TOKEN = "1000000001:DEMO-token-known-to-the-emulator-00"  # noqa: S105
    # The emulator plays the payment provider as well, so that invoices can be tried.
    TELEGRAM_PROVIDER_TOKEN = TELEGRAM_PROVIDER_TOKEN or "1000000001:TEST:emulator"
    TELEGRAM_WEBHOOK_SECRET = TELEGRAM_WEBHOOK_SECRET or "demo-webhook-secret"
    TELEGRAM_STAFF_CHAT_ID = TELEGRAM_STAFF_CHAT_ID or -1001000000001
    TELEGRAM_API_URL = TELEGRAM_API_URL or f"{PUBLIC_URL}/emulator/api"
TELEGRAM_API_URL = (TELEGRAM_API_URL or "https://api.telegram.org").rstrip("/")

if TELEGRAM_BOT_TOKEN and not TELEGRAM_WEBHOOK_SECRET:
    raise ImproperlyConfigured(
        "TELEGRAM_BOT_TOKEN is set, TELEGRAM_WEBHOOK_SECRET is not: anybody could pretend to be "
        "Telegram. Set it to 1-256 characters of A-Z, a-z, 0-9, _ and -."
    )
if TELEGRAM_WEBHOOK_SECRET and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", TELEGRAM_WEBHOOK_SECRET):
    raise ImproperlyConfigured(
        "TELEGRAM_WEBHOOK_SECRET must be 1-256 characters of A-Z, a-z, 0-9, _ and -."
    )

# --- The store (first boot; then the admin's settings hold)

STORE_NAME: str = env.str("STORE_NAME", default="Demo Store")
STORE_CURRENCY: str = env.str("STORE_CURRENCY", default="RUB")
STORE_LANGUAGES: list[str] = env.list("STORE_LANGUAGES", default=["ru", "en"])

# --- Services of others; what is left empty is off

GA4_MEASUREMENT_ID: str = env.str("GA4_MEASUREMENT_ID", default="")
GA4_API_SECRET: str = env.str("GA4_API_SECRET", default="")
GA4_URL: str = env.str("GA4_URL", default="https://www.google-analytics.com")
METRIKA_COUNTER_ID: str = env.str("METRIKA_COUNTER_ID", default="")
METRIKA_TOKEN: str = env.str("METRIKA_TOKEN", default="")
METRIKA_URL: str = env.str("METRIKA_URL", default="https://mc.yandex.ru")
METRIKA_OAUTH_TOKEN: str = env.str("METRIKA_OAUTH_TOKEN", default="")
METRIKA_API_URL: str = env.str("METRIKA_API_URL", default="https://api-metrika.yandex.net")
GOOGLE_SERVICE_ACCOUNT_JSON: str = env.str("GOOGLE_SERVICE_ACCOUNT_JSON", default="")
GOOGLE_DRIVE_FOLDER_ID: str = env.str("GOOGLE_DRIVE_FOLDER_ID", default="")
GOOGLE_SHEETS_URL: str = env.str("GOOGLE_SHEETS_URL", default="https://sheets.googleapis.com")
GOOGLE_DRIVE_URL: str = env.str("GOOGLE_DRIVE_URL", default="https://www.googleapis.com")
CRYPTOPAY_TOKEN: str = env.str("CRYPTOPAY_TOKEN", default="")
CRYPTOPAY_URL: str = env.str("CRYPTOPAY_URL", default="https://pay.crypt.bot")
YOOKASSA_SHOP_ID: str = env.str("YOOKASSA_SHOP_ID", default="")
YOOKASSA_SECRET_KEY: str = env.str("YOOKASSA_SECRET_KEY", default="")
YOOKASSA_URL: str = env.str("YOOKASSA_URL", default="https://api.yookassa.ru/v3")
STRIPE_SECRET_KEY: str = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET: str = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_URL: str = env.str("STRIPE_URL", default="https://api.stripe.com")
WILDBERRIES_URL_TEMPLATE: str = env.str(
    "WILDBERRIES_URL_TEMPLATE", default="https://{api}.wildberries.ru"
)
OZON_URL: str = env.str("OZON_URL", default="https://api-seller.ozon.ru")
FIELD_ENCRYPTION_KEYS: list[str] = env.list("FIELD_ENCRYPTION_KEYS", default=[])
# Webhooks to addresses inside, without TLS and on any port: for development.
WEBHOOKS_ALLOW_PRIVATE: bool = env.bool("WEBHOOKS_ALLOW_PRIVATE", default=False)
BOT_API_KEYS: list[str] = env.list("BOT_API_KEYS", default=[])

# --- The API

# Who may be asked how often, (hits, seconds): see shop/throttle.py.
LIMITS: dict[str, tuple[int, int]] = {
    "orders": (20, 60),
    "promo_codes": (10, 60),
    # Keys of marketplaces that a person has checked, and invitations they try.
    "seller_keys": (10, 600),
    "seller_invites": (10, 600),
    "trusted_key": (6_000, 60),
    "address": (2_000, 10),
    # What workers send to Telegram, see integrations/telegram/pace.py.
    "telegram": (25, 1),
    "telegram_chat": (5, 5),
    "telegram_group": (20, 60),
    "log_in": (10, 300),
    "log_in_name": (30, 900),
    "log_in_address": (50, 300),
    # All that the members of a seller ask of the seller API together.
    "seller": (100, 60),
    "seller_registration": (10, 3_600),
    "seller_codes": (20, 600),
    "second_factor": (5, 300),
    "second_factor_day": (30, 86_400),
}
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["shop.api.authentication.StaffToken"],
    "DEFAULT_PERMISSION_CLASSES": ["shop.api.permissions.HasRights"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "shop.api.errors.handle_exception",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
SIMPLE_JWT: dict[str, Any] = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "SIGNING_KEY": hashlib.sha256(f"staff-api:{SECRET_KEY}".encode()).hexdigest(),
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Store API",
    "DESCRIPTION": (
        "Money is text, times are ISO 8601 in UTC, lists come in pages. Every path answers with "
        "and without its trailing slash. Names of goods come in the language of `Accept-Language`, "
        "and so do the words of errors, in Russian or English. What everybody may read carries "
        "`ETag` and `Last-Modified`; ask again with `If-None-Match` or `If-Modified-Since`."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AccountState": "integrations.models.MarketplaceAccount.State",
        "SyncState": "integrations.models.SyncRun.State",
        "SubscriptionProvider": "integrations.models.Provider",
        "SubscriptionState": "integrations.models.Subscription.State",
        "SyncKind": "integrations.models.SyncRun.Kind",
        "WarehouseKind": "integrations.models.MarketplaceWarehouse.Kind",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # what a PATCH may leave out its body says itself
    "WEBHOOKS": [
        f"integrations.webhooks.documentation.{name}"
        for name in (
            "order_placed",
            "order_status_changed",
            "order_edited",
            "payment_received",
            "stock_changed",
            "stock_low",
        )
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "refresh_cookie": {
                "type": "apiKey",
                "in": "cookie",
                "name": "refresh_token",
                "description": (
                    "Set by `POST /api/v1/auth/token`, good for 7 days and for one use: each "
                    "refresh replaces it. `HttpOnly`, and sent to `/api/v1/auth` alone."
                ),
            }
        }
    },
}
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = True  # of the named origins alone
CORS_ALLOW_HEADERS = (
    *default_headers, "idempotency-key", "if-modified-since", "if-none-match", "x-api-key",
)  # fmt: skip
CORS_EXPOSE_HEADERS = ("ETag", "Retry-After", "X-Request-ID")

# --- Watching it run

SENTRY_DSN: str = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT: str = env.str("SENTRY_ENVIRONMENT", default="production")
SENTRY_TRACES_SAMPLE_RATE: float = env.float("SENTRY_TRACES_SAMPLE_RATE", default=0.1)
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
LOG_FORMAT: str = env.str("LOG_FORMAT", default="json")
LOGGING = logging_config(
    log_format=LOG_FORMAT,
    level=env.str("LOG_LEVEL", default="INFO"),
    secrets=[
        SECRET_KEY,
        TELEGRAM_BOT_TOKEN,
        TELEGRAM_WEBHOOK_SECRET,
        TELEGRAM_PROVIDER_TOKEN,
        GA4_API_SECRET,
        METRIKA_TOKEN,
        METRIKA_OAUTH_TOKEN,
        CRYPTOPAY_TOKEN,
        YOOKASSA_SECRET_KEY,
        STRIPE_SECRET_KEY,
        STRIPE_WEBHOOK_SECRET,
        METRICS_TOKEN,
        *FIELD_ENCRYPTION_KEYS,
        *BOT_API_KEYS,
        *[
            password
            for password in [urlsplit(DATABASE_URL).password, urlsplit(REDIS_URL).password]
            if password
        ],
    ],
)
