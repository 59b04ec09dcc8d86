"""What the person at an order's page may do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from orders.models import Order
from orders.rights import sees_contact
from orders.services.ship_order import TRACKED
from shop.roles import (
    MESSAGE_CUSTOMER,
    NOTE_ORDER,
    PRINT_INVOICE,
    PRINT_PACKING_SLIP,
    REFUND_PAYMENT,
    SHIP_ORDER,
    TAKE_PAYMENT,
)


@dataclass(frozen=True)
class OrderRights:
    """By role alone; what the order's status adds is in `edit_now` and `track_now`."""

    view: bool
    see_contact: bool
    see_customer: bool
    edit: bool
    note: bool
    message: bool
    ship: bool
    packing_slip: bool
    invoice: bool
    see_payments: bool
    take_payment: bool
    refund: bool

    def edit_now(self, order: Order) -> bool:
        return self.edit and order.can_be_edited

    def edit_contact_now(self, order: Order) -> bool:
        return self.see_contact and self.edit_now(order)

    def track_now(self, order: Order) -> bool:
        return self.ship and order.status in TRACKED


def rights_of(request: HttpRequest) -> OrderRights:
    """The rights of whoever sent `request`."""
    user = request.user
    view = user.has_perm("orders.view_order")
    edit = user.has_perm("orders.change_order")
    contact = view and sees_contact(user)
    return OrderRights(
        view=view,
        see_contact=contact,
        see_customer=contact and user.has_perm("shop.view_customer"),
        edit=view and edit,
        note=contact and user.has_perm(NOTE_ORDER),
        message=contact and user.has_perm(MESSAGE_CUSTOMER),
        ship=view and (edit or user.has_perm(SHIP_ORDER)),
        packing_slip=contact and user.has_perm(PRINT_PACKING_SLIP),
        invoice=contact and user.has_perm(PRINT_INVOICE),
        see_payments=view and user.has_perm("orders.view_payment"),
        take_payment=view and user.has_perm(TAKE_PAYMENT),
        refund=view and user.has_perm(REFUND_PAYMENT),
    )
