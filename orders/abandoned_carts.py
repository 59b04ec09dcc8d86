"""Carts that were left behind a day ago: their customers are reminded once, if they agreed to it."""

from __future__ import annotations

import hashlib
import time as clock
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from orders.models import Cart, CartItem, Order
from shop import outbox
from shop.models import ScheduledJob

JOB = "orders.remind_of_carts"
EVENT = "cart_abandoned"
LEFT_FOR = timedelta(hours=24)
_AT_MOST = timedelta(hours=72)  # what was left longer ago, in an outage, is not dug up
_QUIET = (time(22), time(10))  # from when to when nobody is written to, by the store's clock
_SLICE = 500


def awake_in(now: datetime | None = None) -> timedelta:
    """How long until customers may be reminded: nothing by day, else the rest of the night."""
    here = timezone.localtime(now, timezone.get_default_timezone())
    begins, ends = _QUIET
    if ends <= here.time() < begins:
        return timedelta(0)
    day = here.date() + timedelta(days=1 if here.time() >= begins else 0)
    morning = datetime.combine(day, ends)
    return timezone.make_aware(morning, timezone.get_default_timezone()) - here


def remind(*, seconds: float) -> int:
    """Publish `cart_abandoned` for carts left a day ago, for about `seconds`; how many.

    Carts are gone through once, by the time of their last change: `ScheduledJob.state` keeps how
    far. By night nothing happens, and the morning goes on from there.
    """
    now = timezone.now()
    if awake_in(now):
        return 0
    until = clock.monotonic() + seconds
    job, _created = ScheduledJob.objects.get_or_create(name=JOB)
    after, last_id = _place(job, now)
    reminded = 0
    while clock.monotonic() < until:
        later = Q(updated_at__gt=after) | Q(updated_at=after, pk__gt=last_id)
        carts = list(
            Cart.objects.filter(later, updated_at__gte=after, updated_at__lte=now - LEFT_FOR)
            .order_by("updated_at", "pk")
            .values_list("pk", "updated_at", "customer__wants_reminders", "customer__blocked_at")[
                :_SLICE
            ]
        )
        if not carts:
            break
        wanted = [pk for pk, _at, wants, blocked in carts if wants and blocked is None]
        reminded += sum(_remind_of(pk, now) for pk in wanted)
        last_id, after = carts[-1][0], carts[-1][1]
        state = {"after": after.isoformat(), "id": last_id}
        ScheduledJob.objects.filter(name=JOB).update(state=state)
    return reminded


def still_left(cart_id: int, content: str) -> bool:
    """Whether the cart holds what its customer is to be reminded of, and they want to be."""
    customer_wants = Cart.objects.filter(
        pk=cart_id, customer__wants_reminders=True, customer__blocked_at=None
    )
    return customer_wants.exists() and content_of(_lines(cart_id)) == content


def content_of(lines: Iterable[tuple[int, int]]) -> str:
    """A name for what lies in a cart, prices aside; "" for an empty one."""
    listed = ",".join(f"{variant}:{quantity}" for variant, quantity in sorted(lines))
    return hashlib.sha256(listed.encode()).hexdigest() if listed else ""


def _place(job: ScheduledJob, now: datetime) -> tuple[datetime, int]:
    kept = parse_datetime(job.state.get("after", ""))
    oldest = now - _AT_MOST
    if kept is None or kept < oldest:
        return oldest, 0
    return kept, job.state.get("id", 0)


@transaction.atomic
def _remind_of(cart_id: int, now: datetime) -> bool:
    """One reminder for one content of a cart, unless something was ordered since."""
    cart = Cart.objects.select_for_update(skip_locked=True).filter(pk=cart_id).first()
    if cart is None or cart.updated_at > now - LEFT_FOR:
        return False
    content = content_of(_lines(cart_id))
    if not content or content == cart.reminded_of:
        return False
    if Order.objects.filter(customer=cart_id, created_at__gte=cart.updated_at).exists():
        return False
    Cart.objects.filter(pk=cart_id).update(reminded_of=content)
    outbox.publish(EVENT, {"content": content}, customer_id=cart_id)
    return True


def _lines(cart_id: int) -> list[tuple[int, int]]:
    return list(CartItem.objects.filter(cart=cart_id).values_list("variant_id", "quantity"))
