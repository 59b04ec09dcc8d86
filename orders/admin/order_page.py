"""The page of one order: everything about it in about fifteen queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from orders.admin.customer_page import chat_url
from orders.admin.inlines import PAYMENT_COLOURS, STATUS_COLOURS, payment_badge
from orders.admin.moves import moves_open
from orders.admin.order_forms import CARRIERS, MessageForm, NoteForm, TrackingForm
from orders.admin.order_print import PRINTS
from orders.admin.order_rights import OrderRights, rights_of
from orders.admin.order_timeline import read_timeline
from orders.admin.payment_panel import payments_panel
from orders.models import Order, OrderItem
from orders.state import OrderStatus
from shop.admin.base import money, staff_language

_OTHERS_SHOWN = 5


@dataclass(frozen=True)
class ItemRow:
    """A line as it is read; `product_id` is None once its product is gone."""

    item: OrderItem
    title: str
    picture: FieldFile | None
    product_id: int | None
    price: str
    total: str
    discount: str = ""


def order_page(request: HttpRequest, order: Order, **forms: Any) -> HttpResponse:
    """The page; `forms` are those that came back with errors, by their names in the template."""
    rights = rights_of(request)
    items = item_rows(order)
    context = {
        **admin.site.each_context(request),
        **frame(order),
        "rights": rights,
        "can_edit": rights.edit_now(order),
        "can_edit_contact": rights.edit_contact_now(order),
        "can_track": rights.track_now(order),
        "items": items,
        **_discount(order),
        "pieces": sum(row.item.quantity for row in items),
        "moves": moves_open(request, order),
        "timeline": read_timeline(order, personal=rights.see_contact),
        "note_form": NoteForm(auto_id="note_%s") if rights.note else None,
        "message_form": MessageForm(auto_id="message_%s") if rights.message else None,
        "ship_form": TrackingForm(auto_id="ship_%s", initial=_tracking(order)),
        "tracking_form": TrackingForm(auto_id="tracking_%s", initial=_tracking(order)),
        "carriers": CARRIERS,
        "prints": [
            {
                "url": reverse(f"admin:orders_order_{kind}", args=[order.pk]),
                "label": paper.label,
                "icon": paper.icon,
            }
            for kind, paper in PRINTS.items()
            if paper.allowed(rights)
        ],
        **payments_panel(order, rights),
        **_people(order, rights),
        **forms,
    }
    status = 400 if forms else 200
    return TemplateResponse(request, "admin/orders/order/page.html", context, status=status)


def frame(order: Order) -> dict[str, Any]:
    """What the pages about one order have in common."""
    colour, payment_words = payment_badge(order)
    return {
        "title": str(order),
        "order": order,
        "order_total": money(order.total_amount, order.currency),
        "status_colour": STATUS_COLOURS[order.status],
        "payment_colour": PAYMENT_COLOURS[colour],
        "payment_words": payment_words,
    }


def item_rows(order: Order) -> list[ItemRow]:
    """The lines with their pictures, in five queries."""
    items = order.items.select_related("variant").prefetch_related(
        "variant__chosen", "variant__product__images"
    )
    language = staff_language()
    return [
        ItemRow(
            item,
            item.title(language),
            _picture(item),
            item.variant.product_id if item.variant else None,
            money(item.price_at_purchase, order.currency),
            money(item.to_pay, order.currency),
            money(item.discount, order.currency) if item.discount else "",
        )
        for item in items
    ]


def _discount(order: Order) -> dict[str, Any]:
    """What promo codes took off, and which; nothing where none were used."""
    uses = [(use.promo, use.released_at) for use in order.promo_uses.select_related("promo")]
    if not uses:
        return {}
    return {
        "promo_uses": uses,
        "discount": money(order.discount_amount, order.currency),
        "goods_total": money(order.goods_amount, order.currency),
    }


def _picture(item: OrderItem) -> FieldFile | None:
    """That of an option value of the variant (its colour), else the product's first."""
    if item.variant is None:
        return None
    images = list(item.variant.product.images.all())
    values = {choice.option_value_id for choice in item.variant.chosen.all()}
    own = (image for image in images if image.option_value_id in values)
    found = next(own, images[0] if images else None)
    return found.image if found else None


def _tracking(order: Order) -> dict[str, str]:
    return {"carrier": order.carrier, "tracking_number": order.tracking_number}


def _people(order: Order, rights: OrderRights) -> dict[str, Any]:
    """The customer, where they can be written to, and what else they ordered."""
    if not rights.see_contact:
        return {}
    found: dict[str, Any] = {"map_url": _map_url(order.shipping_address)}
    if rights.see_customer:
        found |= {"customer": order.customer, "chat_url": chat_url(order.customer)}
        found |= _history(order)
    return found


def _history(order: Order) -> dict[str, Any]:
    theirs: QuerySet[Order] = Order.objects.filter(customer=order.customer_id)
    bought = Q(currency=order.currency) & ~Q(status=OrderStatus.CANCELLED)
    sums = theirs.aggregate(count=Count("pk"), spent=Sum("total_amount", filter=bought))
    others = theirs.exclude(pk=order.pk).order_by("-pk")[:_OTHERS_SHOWN]
    return {
        "orders_count": sums["count"],
        "spent": money(sums["spent"] or Decimal(0), order.currency),
        "others": [
            (other, money(other.total_amount, other.currency), STATUS_COLOURS[other.status])
            for other in others
        ],
        "more_others": max(0, sums["count"] - 1 - _OTHERS_SHOWN),
    }


def _map_url(address: str) -> str:
    return f"https://yandex.ru/maps/?text={quote(address)}" if address else ""
