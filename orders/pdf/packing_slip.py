"""What goes into the parcel and onto it, for whoever packs."""

from __future__ import annotations

from collections.abc import Sequence

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
    STRONG,
    TITLE,
    Section,
    columns,
    draw,
    grid,
    labelled,
    paragraph,
)
from shop.models import StoreSettings


def packing_slips(orders: Sequence[Order], *, language: str) -> bytes:
    """One PDF with a slip for each order, in the language of those who pack. No prices.

    Items are read by `order.items.all()`: have them prefetched.
    """
    store = StoreSettings.current().text_of("name", language)
    with override(language):
        title = _("Packing slips") if len(orders) > 1 else _("Packing slip")
        return draw(title, [_section(order, store, language) for order in orders])


def _section(order: Order, store: str, language: str) -> Section:
    placed = date_format(timezone.localtime(order.created_at), "j E Y, H:i")
    heading = _("Packing slip · order #%(number)d") % {"number": order.pk}
    story: list[Flowable] = [
        paragraph(store, SMALL),
        paragraph(heading, TITLE),
        paragraph(placed, SMALL),
        Spacer(0, 5 * mm),
        columns(
            [
                *labelled(_("Recipient"), order.full_name),
                paragraph(order.phone_number, STRONG),
            ],
            labelled(_("Delivery address"), order.shipping_address),
        ),
    ]
    if order.carrier or order.tracking_number:
        way = " · ".join(part for part in (order.carrier, order.tracking_number) if part)
        story += [Spacer(0, 2 * mm), *labelled(_("Carrier, tracking number"), way)]
    if order.comment:
        story += [Spacer(0, 2 * mm), *labelled(_("The customer's comment"), order.comment)]
    return Section(f"{store} · {heading}", [*story, Spacer(0, 5 * mm), *_items(order, language)])


def _items(order: Order, language: str) -> list[Flowable]:
    items = list(order.items.all())
    rows = [
        [
            paragraph("☐"),
            paragraph(item.title(language)),
            paragraph(item.sku),
            paragraph(str(item.quantity), NUMBER_STRONG),
        ]
        for item in items
    ]
    pieces = sum(item.quantity for item in items)
    return [
        grid(["", _("Item"), _("SKU"), _("Qty")], rows, [9 * mm, 0, 42 * mm, 18 * mm], numbers=1),
        Spacer(0, 3 * mm),
        KeepTogether(
            [
                paragraph(_("Lines: %(n)d") % {"n": len(items)}, NUMBER),
                paragraph(_("Pieces in all: %(n)d") % {"n": pieces}, NUMBER_STRONG),
                Spacer(0, 8 * mm),
                columns(
                    [paragraph(_("Packed by") + " ____________________", SMALL)],
                    [paragraph(_("Date") + " ____________________", SMALL)],
                ),
            ]
        ),
    ]
