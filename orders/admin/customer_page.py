"""The page of one customer: who they are, what they ordered, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from orders.admin.customer_friends import friends_and_earnings, invited_by
from orders.admin.customer_messages import read_messages
from orders.admin.inlines import STATUS_COLOURS
from orders.admin.order_forms import MessageForm
from orders.admin.wallet import wallet_words
from orders.models import Order
from orders.state import OrderStatus
from shop.admin.base import money
from shop.admin.dashboard import list_url
from shop.models import Consent, Customer, StoreSettings, Tag
from shop.roles import MESSAGE_CUSTOMER, TAG_CUSTOMER, VIEW_CUSTOMER_CONTACT

_ORDERS_SHOWN = 10


@dataclass(frozen=True)
class CustomerRights:
    """What the person at a customer's page may do there."""

    view: bool
    edit: bool
    orders: bool
    message: bool
    tag: bool
    make_tags: bool
    consents: bool
    wallet: bool

    @classmethod
    def of(cls, request: HttpRequest) -> CustomerRights:
        user = request.user
        view = user.has_perm("shop.view_customer") and user.has_perm(VIEW_CUSTOMER_CONTACT)
        return cls(
            view=view,
            edit=view and user.has_perm("shop.change_customer"),
            orders=view and user.has_perm("orders.view_order"),
            message=view and user.has_perm(MESSAGE_CUSTOMER),
            tag=view and user.has_perm(TAG_CUSTOMER),
            make_tags=user.has_perm("shop.add_tag"),
            consents=view and user.has_perm("shop.view_consent"),
            wallet=view and user.has_perm("orders.view_wallet"),
        )


def customer_page(request: HttpRequest, customer: Customer, **forms: Any) -> HttpResponse:
    """The page; `forms` are those that came back with errors, by their names in the template."""
    rights = CustomerRights.of(request)
    tags = list(customer.tags.all())
    context = {
        **admin.site.each_context(request),
        "title": str(customer),
        "customer": customer,
        "rights": rights,
        "chat_url": chat_url(customer),
        "figures": _figures(customer),
        "invited_by": invited_by(customer),
        "friends": friends_and_earnings(customer),
        "tags": tags,
        "other_tags": Tag.objects.exclude(pk__in=[tag.pk for tag in tags]) if rights.tag else [],
        "messages_shown": read_messages(customer, about_orders=rights.orders),
        "message_form": MessageForm(auto_id="message_%s") if rights.message else None,
        **({"balance": wallet_words(customer)} if rights.wallet else {}),
        **(_orders(customer) if rights.orders else {}),
        **forms,
    }
    if rights.consents:
        consents = Consent.objects.filter(customer=customer).select_related("document")
        context["consents"] = consents.defer("document__text", "document__translations").order_by(
            "-pk"
        )
    status = 400 if forms else 200
    return TemplateResponse(request, "admin/customers/page.html", context, status=status)


def chat_url(customer: Customer) -> str:
    """Their chat in Telegram: by username for everybody, by id where Telegram knows them."""
    if customer.username:
        return f"https://t.me/{quote(customer.username, safe='')}"
    return f"tg://user?id={customer.pk}"


def _figures(customer: Customer) -> dict[str, Any]:
    count = customer.orders_count
    return {
        "spent": money(customer.spent),
        "average": money(customer.spent / count) if count else "–",
        "currency": StoreSettings.current().currency,
    }


def _orders(customer: Customer) -> dict[str, Any]:
    theirs = Order.objects.filter(customer=customer.pk).order_by("-pk")
    found = list(theirs[: _ORDERS_SHOWN + 1])
    cancelled = theirs.filter(status=OrderStatus.CANCELLED).count()
    return {
        "orders": [
            (order, money(order.total_amount, order.currency), STATUS_COLOURS[order.status])
            for order in found[:_ORDERS_SHOWN]
        ],
        "more_orders": len(found) > _ORDERS_SHOWN,
        "cancelled": cancelled,
        "orders_url": list_url("orders.order", customer__id__exact=customer.pk),
    }
