"""The one way to ask Stripe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import stripe
from django.conf import settings

from shop.errors import DeliveryError

T = TypeVar("T")
_TOLERANCE = 300
_TIMEOUT = 10


def ask(call: Callable[[stripe.StripeClient], T]) -> T:
    """What Stripe answers; its errors as the store's."""
    client = stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_URL},
        http_client=stripe.RequestsClient(timeout=_TIMEOUT),
        max_network_retries=0,
    )
    try:
        return call(client)
    except stripe.RateLimitError as error:
        raise DeliveryError("asked to wait", retry_after=5) from error
    except (stripe.APIConnectionError, stripe.APIError) as error:
        raise DeliveryError(f"no answer: {type(error).__name__}") from error
    except stripe.StripeError as error:
        said = error.user_message or type(error).__name__
        raise DeliveryError(f"refused: {said}", permanent=True) from error


def event_of(body: bytes, signature: str) -> Any:
    """A webhook's event. Raises stripe.SignatureVerificationError; ValueError for what is none, and
    for all while there is no secret."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise ValueError("there is no secret to check webhooks by")
    return stripe.Webhook.construct_event(
        body.decode(), signature, settings.STRIPE_WEBHOOK_SECRET, tolerance=_TOLERANCE
    )


def is_on() -> bool:
    return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET)
