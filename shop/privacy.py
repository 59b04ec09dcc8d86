"""Personal data: each room says what it holds of a person, and can export and erase it (152-ФЗ).

Handlers are named in `settings.PERSONAL_DATA`. A test fails when a model points to a person
and no handler names it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.utils.module_loading import import_string

from shop.audit.watched import watched
from shop.models import (
    AuditEntry,
    Consent,
    Customer,
    CustomerMessage,
    Delivery,
    Event,
    IdempotencyKey,
    ReminderConsent,
    Tag,
)


class PersonalDataHandler(Protocol):
    """What one room knows of people."""

    models: Sequence[type[Model]]

    def export(self, customer_id: int) -> dict[str, Any]:
        """Everything held of the customer; dates and decimals as they are."""
        ...

    def erase(self, customer_id: int) -> None:
        """Remove or make anonymous what is held; what the law makes us keep stays, nameless."""
        ...


def handlers() -> list[PersonalDataHandler]:
    return [import_string(path)() for path in settings.PERSONAL_DATA]


def export_customer(customer_id: int) -> dict[str, Any]:
    """All that the store holds of a customer, by model, in what JSON can carry: money as text."""
    held = {
        name: rows for handler in handlers() for name, rows in handler.export(customer_id).items()
    }
    carried: dict[str, Any] = json.loads(json.dumps(held, cls=DjangoJSONEncoder))
    return carried


@transaction.atomic
def erase_customer(customer_id: int) -> None:
    """Forget a customer in every room, in the order of the registry."""
    for handler in handlers():
        handler.erase(customer_id)


class ShopData:
    """The person, their consents, events about them (which hold ids alone), answers kept for repeats."""

    models = (Customer, Consent, ReminderConsent, CustomerMessage, Event, Delivery, IdempotencyKey)

    def export(self, customer_id: int) -> dict[str, Any]:
        customer = Customer.objects.filter(pk=customer_id).values(
            "id", "full_name", "username", "phone_number", "shipping_address", "telegram_language",
            "chosen_language", "referral_code", "blocked_at", "tracking_off_at", "created_at",
            "orders_count", "spent", "first_order_at", "last_order_at", "wants_reminders",
        )  # fmt: skip
        consents = Consent.objects.filter(customer=customer_id).values(
            "document__kind", "document__version", "language", "text_hash", "source", "given_at"
        )
        tags = Tag.objects.filter(customers=customer_id).values("name")
        messages = CustomerMessage.objects.filter(customer=customer_id).values("text", "created_at")
        reminders = ReminderConsent.objects.filter(customer=customer_id).values(
            "given", "language", "text_hash", "source", "created_at"
        )
        events = Event.objects.filter(customer_id=customer_id).values(
            "name", "payload", "created_at"
        )
        repeats = IdempotencyKey.objects.filter(customer_id=customer_id).values(
            "key", "answer", "created_at"
        )
        return {
            "customer": list(customer),
            "consents": list(consents),
            "tags": list(tags),
            "messages": list(messages),
            "consents_to_reminders": list(reminders),
            "events": list(events),
            "idempotency_keys": list(repeats),
        }

    def erase(self, customer_id: int) -> None:
        """The id stays, since orders need a buyer; the log of consents is kept as proof."""
        Customer.objects.filter(pk=customer_id).update(
            full_name="", username="", phone_number="", shipping_address="",
            wants_reminders=False, referral_code=None, referred_by=None,
        )  # fmt: skip
        Customer.objects.filter(referred_by=customer_id).update(referred_by=None)
        Customer.tags.through.objects.filter(customer=customer_id).delete()
        CustomerMessage.objects.filter(customer=customer_id).exclude(text="").update(text="")
        Delivery.objects.filter(event__customer_id=customer_id).update(lane=None)
        Event.objects.filter(customer_id=customer_id).update(customer_id=None)
        IdempotencyKey.objects.filter(customer_id=customer_id).delete()


class AuditLog:
    """What the log of changes quotes of a person; that there was a change, and whose doing, stays."""

    models = (AuditEntry,)

    def export(self, customer_id: int) -> dict[str, Any]:
        own = [label for label, one in watched().items() if not one.exported]
        entries = AuditEntry.objects.filter(customer_id=customer_id).exclude(model__in=own)
        return {
            "changes": list(
                entries.order_by("pk").values("created_at", "model", "changes", "personal")
            )
        }

    def erase(self, customer_id: int) -> None:
        AuditEntry.objects.filter(customer_id=customer_id).update(personal=None)
