"""Orders, carts and customers as the API gives them."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings

from orders import payments
from orders.models import Order, OrderEvent, OrderItem, Payment
from orders.payments import How
from orders.reports import Stats, Totals
from orders.rights import HasPermissions, may_move, sees_contact
from orders.services.payment_status import owed_of
from orders.services.update_cart import CartView
from shop.models import Customer
from shop.money import round_money
from shop.translations import main_language

JSON = dict[str, Any]


def moment(time: datetime.datetime) -> str:
    return time.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def order(found: Order) -> JSON:
    """An order as its customer sees it; its lines in the order they were given."""
    return {
        "id": found.pk,
        "status": found.status,
        "payment_status": found.payment_status,
        "total_amount": f"{found.total_amount:.2f}",
        "discount_amount": f"{found.discount_amount:.2f}",
        "unclaimed_amount": f"{found.unclaimed_amount:.2f}",
        "currency": found.currency,
        "full_name": found.full_name,
        "phone_number": found.phone_number,
        "shipping_address": found.shipping_address,
        "comment": found.comment,
        "created_at": moment(found.created_at),
        "updated_at": moment(found.updated_at),
        "items": [_item(item, found.language) for item in found.items.all()],
        "payment": payment(found),
    }


def payment(found: Order) -> JSON:
    """How the order is paid; read its `payments` ahead where there are many orders."""
    way = payments.providers().get(found.pay_with)
    newest = max(
        (one for one in found.payments.all() if one.provider == found.pay_with),
        key=lambda one: one.pk,
        default=None,
    )
    left = owed_of(found, found.payments.all())
    state = "waiting"
    if not left:
        state = "paid" if found.payment_status == Order.PaymentStatus.PAID else "not_paid"
    elif way is None or way.how == How.LATER:
        state = "on_delivery" if way is not None else "not_paid"
    elif newest is None or newest.status != Payment.Status.ASKED:
        state = "not_paid"
    return {
        "method": found.pay_with,
        "state": state,
        "how": (way.how if way else How.LATER).value,
        "url": newest.url or None if newest and state == "waiting" else None,
        "owed": f"{left:.2f}",
    }


def staff_order_summary(found: Order, user: HasPermissions) -> JSON:
    known = sees_contact(user)
    return {
        "id": found.pk,
        "user_id": found.customer_id if known else None,
        "status": found.status,
        "payment_status": found.payment_status,
        "total_amount": f"{found.total_amount:.2f}",
        "discount_amount": f"{found.discount_amount:.2f}",
        "unclaimed_amount": f"{found.unclaimed_amount:.2f}",
        "currency": found.currency,
        "shipping_address": found.shipping_address if known else None,
        "customer_contact": found.contact if known else None,
        "comment": found.comment if known else None,
        "source": found.source,
        "created_at": moment(found.created_at),
        "updated_at": moment(found.updated_at),
    }


def staff_order(found: Order, user: HasPermissions) -> JSON:
    return {
        **staff_order_summary(found, user),
        "allowed_statuses": [to.value for to in found.next_statuses if may_move(user, to)],
        "events": [_event(event) for event in found.events.all()],
        "items": [_staff_item(item) for item in found.items.all()],
    }


def cart(view: CartView, *, language: str, currency: str) -> JSON:
    return {
        "version": view.version,
        "items": [
            {
                "variant_id": line.variant.pk,
                "product_id": line.variant.product_id,
                "product_name": line.title(language),
                "sku": line.variant.sku,
                "quantity": line.item.quantity,
                "price": f"{line.variant.price:.2f}",
                "old_price": None if line.old_price is None else f"{line.old_price:.2f}",
                "line_total": f"{line.total:.2f}",
                "available": line.available,
            }
            for line in view.lines
        ],
        "total_amount": f"{round_money(view.total, currency):.2f}",
        "currency": currency,
    }


def me(customer: Customer) -> JSON:
    return {
        "id": customer.pk,
        "full_name": customer.full_name,
        "username": customer.username,
        "phone_number": customer.phone_number,
        "shipping_address": customer.shipping_address,
        "language": customer.language,
        "created_at": moment(customer.created_at),
    }


def customer(found: Customer, *, currency: str) -> JSON:
    """With what they ordered and did not cancel."""
    return {
        **me(found),
        "blocked_at": moment(found.blocked_at) if found.blocked_at else None,
        "orders_count": found.orders_count,
        "spent_amount": f"{found.spent:.2f}",
        "currency": currency,
    }


def stats(found: Stats) -> JSON:
    return {
        "since": found.period.first.isoformat(),
        "until": found.period.last.isoformat(),
        "currency": found.currency,
        "totals": _totals(found.totals),
        "before": _totals(found.before),
        "by_status": found.by_status,
        "by_day": [
            {"date": day.isoformat(), **_totals(totals)} for day, totals in found.by_day.items()
        ],
        "top_products": [
            {
                "product_id": sold.product.pk,
                "name": sold.product.name,
                "quantity": sold.pieces,
                "revenue": f"{sold.revenue:.2f}",
            }
            for sold in found.top_products
        ],
    }


def _totals(found: Totals) -> JSON:
    return {
        "orders": found.orders,
        "revenue": f"{found.revenue:.2f}",
        "average_order": None if found.average is None else f"{found.average:.2f}",
        "cancelled": found.cancelled,
        "new_customers": found.customers,
    }


def _item(item: OrderItem, language: str) -> JSON:
    code = language if language in settings.STORE_LANGUAGES else main_language()
    return {
        "product_name": item.title(code),
        "variant_id": item.variant_id,
        "sku": item.sku,
        "quantity": item.quantity,
        "price_at_purchase": f"{item.price_at_purchase:.2f}",
        "discount": f"{item.discount:.2f}",
    }


def _staff_item(item: OrderItem) -> JSON:
    return {
        "variant_id": item.variant_id,
        "sku": item.sku,
        "product_name": item.product_name,
        "variant_name": item.variant_name,
        "quantity": item.quantity,
        "price_at_purchase": f"{item.price_at_purchase:.2f}",
        "discount": f"{item.discount:.2f}",
    }


def _event(event: OrderEvent) -> JSON:
    return {
        "kind": event.kind,
        "old_status": event.old_status,
        "new_status": event.new_status,
        "actor": event.actor,
        "created_at": moment(event.created_at),
    }
