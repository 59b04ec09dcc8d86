"""What has lain in a cart for half a year is nobody's purchase any more, and says what they liked."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from orders.models import Cart, CartItem

KEPT = timedelta(days=180)


@transaction.atomic
def forget_carts(limit: int = 200) -> int:
    """Empty up to `limit` carts that nobody has changed since `KEPT`; how many. Till it says 0.

    The cart itself stays, its version one further: an order names both, and a button that shows
    the old one must not confirm another. One that is being changed is left alone.
    """
    lines = CartItem.objects.filter(cart=OuterRef("pk"))
    old = Cart.objects.filter(Exists(lines), updated_at__lt=timezone.now() - KEPT)
    locked = old.select_for_update(skip_locked=True).order_by("pk")[:limit]
    ids = list(locked.values_list("pk", flat=True))
    CartItem.objects.filter(cart__in=ids).delete()
    Cart.objects.filter(pk__in=ids).update(version=F("version") + 1, reminded_of="")
    return len(ids)
