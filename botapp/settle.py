"""After the network: note that a screen was shown, and who could not be reached."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from botapp.callbacks import Callback
from botapp.dispatch import Reply
from botapp.models import Session
from botapp.show import Shown
from botapp.uploads import remember_file_id
from integrations.telegram.pauses import pause
from shop import outbox
from shop.models import Customer

CUSTOMER_MESSAGES = "customer_messages"


def settle(reply: Reply, shown: Shown) -> bool:
    """Note what became of `reply`; False when a newer screen has been drawn meanwhile."""
    screen = reply.screen
    if screen is None:
        return True
    if shown.blocked:
        mark_blocked(reply.chat_id)
    if screen.photo and shown.uploaded_id not in ("", reply.file_id):
        remember_file_id(screen.photo, shown.uploaded_id)
    if screen.confirms is not None:
        outbox.mark_done(
            "order_placed",
            customer_id=reply.chat_id,
            subscriber=CUSTOMER_MESSAGES,
            payload={"order_id": screen.confirms},
        )
    held_by = None if screen.stays else shown.message_id
    current = Session.objects.filter(pk=reply.chat_id, version=reply.version)
    return bool(
        current.update(
            shown_version=reply.version,
            screen_id=held_by,
            shown_by=None,
            keys_open=screen.keys is not None,
        )
    )


def give_back(reply: Reply, wait: float) -> None:
    """Let whoever comes next show the screen, in `wait` seconds if so: this process could not."""
    pause(reply.chat_id, wait)
    Session.objects.filter(pk=reply.chat_id, version=reply.version).update(shown_by=None)


def mark_shown(customer_id: int | None, route: Callback) -> None:
    """Somebody else has told the customer what the screen of `route` would: show it no more."""
    Session.objects.filter(
        pk=customer_id, route=route.pack(), shown_version__lt=F("version")
    ).update(shown_version=F("version"), screen_id=None, shown_by=None)


def mark_blocked(customer_id: int) -> None:
    """Do not write to this customer until they come back."""
    Customer.objects.filter(pk=customer_id, blocked_at=None).update(blocked_at=timezone.now())
