from __future__ import annotations

from orders.models import Order, OrderEvent
from shop.texts import clean_text


def note_order(*, order: Order, text: str, actor: str) -> OrderEvent:
    """Keep a note for the staff in the order's timeline; the customer never sees it.

    Raises StoreError(INVALID_TEXT) on an empty one or one of over 2000 characters.
    """
    return OrderEvent.objects.create(
        order=order, kind=OrderEvent.Kind.NOTE, text=clean_text(text), actor=actor
    )
