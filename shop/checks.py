"""What `manage.py check` says of the registries and of features whose settings are empty."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register
from django.core.checks import Warning as CheckWarning
from django.utils.module_loading import import_string

REGISTRIES = (
    "OUTBOX_SUBSCRIBERS", "PERSONAL_DATA", "HEALTH_CHECKS", "BOT_SECTIONS", "DASHBOARD_PANELS",
    "INTEGRATIONS", "VISITS", "RECONCILED", "SPREADSHEETS", "PAYMENT_PROVIDERS",
)  # fmt: skip

WORKERS = "workers in processes of their own"
# What the store can do → the settings that must all be filled in for it.
FEATURES = {
    "the bot": ("TELEGRAM_BOT_TOKEN",),
    "messages to the staff chat": ("TELEGRAM_STAFF_CHAT_ID",),
    "Google Analytics": ("GA4_MEASUREMENT_ID", "GA4_API_SECRET"),
    "Yandex.Metrika": ("METRIKA_COUNTER_ID", "METRIKA_TOKEN"),
    "offline conversions to Yandex.Metrika": ("METRIKA_COUNTER_ID", "METRIKA_OAUTH_TOKEN"),
    "outgoing webhooks": ("FIELD_ENCRYPTION_KEYS",),
    WORKERS: ("REDIS_URL",),
    "Google Sheets": ("GOOGLE_SERVICE_ACCOUNT_JSON",),
    "new Google Sheets": ("GOOGLE_DRIVE_FOLDER_ID",),
    "payment by Telegram's invoices": ("TELEGRAM_PROVIDER_TOKEN",),
    "payment by YooKassa": ("YOOKASSA_SHOP_ID", "YOOKASSA_SECRET_KEY"),
    "payment by Stripe": ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    "codes of digital goods": ("FIELD_ENCRYPTION_KEYS",),
    "sellers' marketplace accounts": ("FIELD_ENCRYPTION_KEYS",),
    "payment by Crypto Pay": ("CRYPTOPAY_TOKEN",),
}


@register()
def registries_can_be_imported(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """An error for each dotted path of a registry that leads nowhere."""
    return [
        Error(f"{registry} names {path}, which cannot be imported: {reason}", id="store.E001")
        for registry in REGISTRIES
        for path, reason in _broken(registry)
    ]


@register()
def features_that_are_off(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """One note that lists what is off; the demo runs its workers inside itself on purpose."""
    off = [
        f"{feature} ({', '.join(missing)})"
        for feature, names in FEATURES.items()
        if (missing := [name for name in names if not getattr(settings, name)])
        and not (settings.DEMO and feature == WORKERS)
    ]
    if not off:
        return []
    return [Info(f"Off, because their settings are empty: {'; '.join(off)}.", id="store.I001")]


@register(deploy=True)
def fit_for_customers(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Warnings for what a demo may do and a live store must not."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(CheckWarning("DEMO is on: anybody can play any customer.", id="store.W001"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            CheckWarning(
                "The database is SQLite, which lets one process write at a time. "
                "Name a PostgreSQL database in DATABASE_URL.",
                id="store.W002",
            )
        )
    return found


def _broken(registry: str) -> Iterator[tuple[str, str]]:
    entries = getattr(settings, registry)
    if isinstance(entries, str):
        entries = [entries]
    paths = entries.values() if isinstance(entries, dict) else entries
    for path in paths:
        try:
            import_string(path)
        except ImportError as error:
            yield path, str(error)
