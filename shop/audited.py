"""What the audit log watches of this room and of Django's people, and what it leaves alone."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from shop.audit.watched import Watched
from shop.hours import WeekHours

_THROTTLING = ("throttling_failure_timestamp", "throttling_failure_count")
_OF_TOTP = ("step", "t0", "digits", "tolerance", "drift", "last_t", "last_used_at")


def _week(hours: dict[str, Sequence[str]]) -> str:
    return ", ".join(WeekHours.read(hours).lines())


def _ways_to_pay(names: Sequence[str]) -> str:
    titles = {way.name: way.title for way in map(import_string, settings.PAYMENT_PROVIDERS)}
    return ", ".join(str(titles.get(name, name)) for name in names)


WATCHED = (
    Watched(
        "shop.Customer",
        personal=("full_name", "username", "phone_number", "shipping_address"),
        ignored=("created_at", "orders_count", "spent", "first_order_at", "last_order_at"),
        customer="id",
    ),
    Watched(
        "shop.Customer_tags",
        customer="customer_id",
        part_of=("shop.customer", "customer_id"),
    ),
    Watched("shop.Tag", name="name"),
    Watched(
        "shop.CustomerMessage",
        personal=("text",),
        ignored=("created_at", "actor", "outbox_event_id"),
        customer="customer_id",
        part_of=("shop.customer", "customer_id"),
    ),
    Watched(
        "shop.Consent",
        ignored=("given_at",),
        customer="customer_id",
        part_of=("shop.customer", "customer_id"),
    ),
    Watched(
        "shop.StoreSettings",
        name="name",
        words={"hours": _week, "payment_methods_off": _ways_to_pay},
    ),
    Watched("shop.LegalDocument", name="kind", ignored=("published_at",)),
    Watched(
        "auth.User",
        name="username",
        kind=_("Member of staff"),
        secret=("password",),
        ignored=("last_login",),
    ),
    Watched("auth.User_groups", part_of=("auth.user", "user_id")),
    Watched("auth.User_user_permissions", part_of=("auth.user", "user_id")),
    Watched("auth.Group", name="name", kind=_("Role")),
    Watched("auth.Group_permissions", part_of=("auth.group", "group_id")),
    Watched(
        "otp_totp.TOTPDevice",
        kind=_("Second factor"),
        secret=("key",),
        ignored=("name", "confirmed", "created_at", *_OF_TOTP, *_THROTTLING),
        part_of=("auth.user", "user_id"),
    ),
    Watched(
        "otp_static.StaticDevice",
        kind=_("Spare codes"),
        ignored=("name", "confirmed", "created_at", *_THROTTLING),
        part_of=("auth.user", "user_id"),
    ),
)

NOT_WATCHED = {
    "shop.AuditEntry": "it is the log",
    "shop.Event": "the outbox says by itself what became true and when",
    "shop.Delivery": "the outbox keeps its attempts itself",
    "shop.IdempotencyKey": "an answer kept for a repeated request",
    "shop.IntegrationState": "what was last heard of an integration",
    "shop.ReminderConsent": "a log itself, never edited",
    "shop.Said": "what was told once a day",
    "shop.ScheduledJob": "how jobs went",
    "shop.RefreshToken": "log-ins are no changes of the store",
    "auth.Permission": "made by the program, not by people",
    "admin.LogEntry": "the admin's own log, which this one replaces",
    "otp_static.StaticToken": "when one is spent, its device says when",
    "contenttypes.ContentType": "made by the program, not by people",
    "sessions.Session": "log-ins are no changes of the store",
}
