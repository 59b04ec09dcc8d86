"""Who of the staff may do what with orders."""

from __future__ import annotations

from typing import Protocol

from orders.state import OrderStatus
from shop.roles import SHIP_ORDER, VIEW_ORDER_CONTACT

_SHIPPING = (OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


class HasPermissions(Protocol):
    def has_perm(self, perm: str, obj: None = None) -> bool: ...


def may_move(user: HasPermissions, to: str) -> bool:
    """Whether this person may move orders to `to`: all with the right to change orders."""
    return user.has_perm("orders.view_order") and (
        user.has_perm("orders.change_order") or (to in _SHIPPING and user.has_perm(SHIP_ORDER))
    )


def sees_contact(user: HasPermissions) -> bool:
    """Whether this person may see who ordered and where it goes."""
    return user.has_perm(VIEW_ORDER_CONTACT)
