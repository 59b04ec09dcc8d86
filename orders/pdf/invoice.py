"""What the customer owes for an order, or has paid."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from orders.models import Order
from orders.pdf.sheet import (
    NUMBER,
    NUMBER_STRONG,
    SMALL,
    TITLE,
    Section,
    columns,
    draw,
    grid,
    labelled,
    paragraph,
)
from shop.models import StoreSettings
from shop.money import format_money
from shop.translations import main_language


def invoices(orders: Sequence[Order]) -> bytes:
    """One PDF with an invoice for each order, each in its customer's language.

    Items are read by `order.items.all()`: have them prefetched.
    """
    title = _("Invoices") if len(orders) > 1 else _("Invoice")
    return draw(title, [_section(order) for order in orders])


def _section(order: Order) -> Section:
    language = order.language if order.language in settings.STORE_LANGUAGES else main_language()
    store = StoreSettings.current()
    name = store.text_of("name", language)
    with override(language):
        placed = date_format(timezone.localtime(order.created_at), "j E Y")
        heading = _("Invoice for order #%(number)d") % {"number": order.pk}
        seller = [*labelled(_("Seller"), store.seller_name or name)]
        seller += [paragraph(line, SMALL) for line in _seller_lines(store)]
        buyer = [
            *labelled(_("Buyer"), order.full_name),
            paragraph(order.phone_number, SMALL),
            paragraph(order.shipping_address, SMALL),
        ]
        story: list[Flowable] = [
            paragraph(heading, TITLE),
            paragraph(placed, SMALL),
            Spacer(0, 5 * mm),
            columns(seller, buyer),
            Spacer(0, 5 * mm),
            *_items(order, language),
        ]
        return Section(f"{name} · {heading}", story)


def _seller_lines(store: StoreSettings) -> list[str]:
    """What the settings say of the seller; the support contact where they give no phone."""
    numbers = (
        (_("INN %(number)s"), store.seller_inn),
        (
            _("OGRN %(number)s") if len(store.seller_ogrn) == 13 else _("OGRNIP %(number)s"),
            store.seller_ogrn,
        ),
    )
    shown = [words % {"number": number} for words, number in numbers if number]
    contacts = [store.seller_phone or store.support_contact, store.seller_email]
    lines = [", ".join(shown), store.seller_address, ", ".join(filter(None, contacts))]
    return [line for line in lines if line]


def _items(order: Order, language: str) -> list[Flowable]:
    rows = [
        [
            paragraph(str(number)),
            [paragraph(item.title(language)), paragraph(item.sku, SMALL)],
            paragraph(str(item.quantity), NUMBER),
            paragraph(format_money(item.price_at_purchase, order.currency, language), NUMBER),
            paragraph(format_money(item.line_total, order.currency, language), NUMBER),
        ]
        for number, item in enumerate(order.items.all(), start=1)
    ]
    head = ["№", _("Item"), _("Qty"), _("Price"), _("Sum")]
    total = format_money(order.total_amount, order.currency, language)
    return [
        grid(head, rows, [10 * mm, 0, 19 * mm, 32 * mm, 34 * mm], numbers=3),
        Spacer(0, 4 * mm),
        KeepTogether(
            [
                *_discount(order, language),
                paragraph(_("Total: %(total)s") % {"total": total}, NUMBER_STRONG),
                paragraph(
                    _("Payment: %(status)s") % {"status": order.get_payment_status_display()},
                    NUMBER,
                ),
            ]
        ),
    ]


def _discount(order: Order, language: str) -> list[Flowable]:
    """What the lines come to and what is taken off, where something is."""
    if not order.discount_amount:
        return []
    goods = format_money(order.goods_amount, order.currency, language)
    off = format_money(order.discount_amount, order.currency, language)
    return [
        paragraph(_("Goods: %(total)s") % {"total": goods}, NUMBER),
        paragraph(_("Discount: −%(total)s") % {"total": off}, NUMBER),
    ]
