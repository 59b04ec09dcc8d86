"""Everything that leaves the store: written with what made it true, delivered afterwards.

`publish` writes an event and, for each subscriber that wants it, a delivery, inside the caller's
transaction; `publish_soon` is the cheaper road of views. A relay (`deliver_to`) takes due
deliveries under a lease.
"""

from shop.outbox.buffer import flush, publish_soon
from shop.outbox.publishing import mark_done, publish, publish_all
from shop.outbox.registry import Subscriber, is_wanted, subscribers
from shop.outbox.relay import (
    LEASE,
    MAX_ATTEMPTS,
    deliver_due,
    deliver_slices,
    deliver_to,
    due_subscribers,
    is_last_try,
    note_done,
    seconds_until_due,
)
from shop.outbox.thinning import thin
from shop.outbox.waking import answer_call, wake_relay

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "Subscriber",
    "answer_call",
    "deliver_due",
    "deliver_slices",
    "deliver_to",
    "due_subscribers",
    "flush",
    "is_last_try",
    "is_wanted",
    "mark_done",
    "note_done",
    "publish",
    "publish_all",
    "publish_soon",
    "seconds_until_due",
    "subscribers",
    "thin",
    "wake_relay",
]
