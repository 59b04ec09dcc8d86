"""What the staff chat reads, in the store's main language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from botapp.screen import Screen, fit, render, shorten
from catalog.cards import variant_names
from catalog.models import Product, ProductVariant
from integrations.models import Provider, Seller
from orders.day_summary import DaySummary
from shop.money import format_money
from shop.translations import main_language

_TITLE = 100
_MOST_PRODUCTS = 20


def low_stock(products: Sequence[tuple[Product, Sequence[ProductVariant]]]) -> Screen:
    """Products with those of their variants that run low or are gone."""
    language = main_language()
    shown = products[:_MOST_PRODUCTS]
    names = variant_names(
        (variant.pk for _product, variants in shown for variant in variants), [language]
    )
    lines: list[dict[str, Any]] = []
    for product, variants in shown:
        title = shorten(product.text_of("name", language), _TITLE)
        for variant in variants:
            option = names[variant.pk][language]
            lines.append(
                {
                    "title": f"{title} ({option})" if option else title,
                    "sku": variant.sku,
                    "left": variant.stock_quantity,
                }
            )

    def draw(count: int) -> str:
        return render(
            "staff_low_stock",
            language,
            lines=lines[:count],
            more=len(lines) - count,
            more_products=len(products) - len(shown),
            admin_url=_admin("catalog_product_changelist"),
        )

    return Screen(fit(draw, len(lines)))


def day_summary(summary: DaySummary) -> Screen:
    language = main_language()

    def money(amount: Decimal) -> str:
        return format_money(amount, summary.currency, language)

    totals = summary.totals
    with override(language):
        day = date_format(summary.day, "l, j E")
    return Screen(
        render(
            "staff_day_summary",
            language,
            day=day,
            totals=totals,
            before=summary.before,
            revenue=money(totals.revenue),
            revenue_before=money(summary.before.revenue),
            average=money(totals.average) if totals.average is not None else "",
            top=[
                {
                    "title": shorten(line.product.text_of("name", language), _TITLE),
                    "pieces": line.pieces,
                    "revenue": money(line.revenue),
                }
                for line in summary.top
            ],
            low=summary.low,
            sold_out=summary.sold_out,
            admin_url=_admin("index"),
        )
    )


def differences(count: int, lines: Sequence[str]) -> Screen:
    """What the nightly reconciliation found."""
    language = main_language()

    def draw(shown: int) -> str:
        return render(
            "staff_differences",
            language,
            count=count,
            lines=[shorten(line, 200) for line in lines[:shown]],
            more=count - shown,
            admin_url=_admin("shop_scheduledjob_changelist"),
        )

    return Screen(fit(draw, len(lines)))


def oversold(marketplace: str, order: str, sku: str, missing: int) -> Screen:
    """A marketplace sold what was not here any more."""
    return Screen(
        render(
            "staff_oversold",
            main_language(),
            marketplace=marketplace,
            order=shorten(order, 100),
            sku=sku,
            missing=missing,
        )
    )


def subscription_not_ended(seller: Seller, provider: Provider, number: str, why: str) -> Screen:
    """A seller's older subscription goes on taking money: it is to be ended by hand."""
    return Screen(
        render(
            "staff_subscription",
            main_language(),
            seller=shorten(str(seller), 100),
            provider=provider.label,
            number=number,
            why=shorten(why, 300),
            admin_url=_admin("integrations_seller_change", seller.pk),
        )
    )


def webhook_off(endpoint_id: int, url: str, why: str) -> Screen:
    return Screen(
        render(
            "staff_webhook_off",
            main_language(),
            url=shorten(url, 300),
            why=shorten(why, 300),
            admin_url=_admin("integrations_webhookendpoint_change", endpoint_id),
        )
    )


def _admin(name: str, *args: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse(f'admin:{name}', args=args)}"
