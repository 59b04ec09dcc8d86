"""How the admin presents itself; the settings import what is in capitals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

Item = dict[str, Any]

# Where the log-in page leads when it was opened by itself.
LOGIN_REDIRECT_URL = "admin:index"


def store_name(request: HttpRequest) -> str:
    """The name of the store in the language of the page."""
    # The models are not there yet when the settings are read.
    from shop.admin.base import staff_language
    from shop.models import StoreSettings

    return StoreSettings.current().text_of("name", staff_language())


def _allowed(*permissions: str) -> Callable[[HttpRequest], bool]:
    return lambda request: any(map(request.user.has_perm, permissions))


def _item(title: Any, icon: str, model: str, *permissions: str) -> Item:
    """A link of the sidebar to the list of `app.model`, for those with any of `permissions`.

    Without any: for those who may view it.
    """
    app, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": _allowed(*(permissions or [f"{app}.view_{name}"])),
    }


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": store_name,
    "SITE_HEADER": store_name,
    "SITE_SYMBOL": "storefront",
    "DASHBOARD_CALLBACK": "shop.admin.dashboard.dashboard",
    "SHOW_HISTORY": _allowed("shop.view_auditentry"),
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .02 175)",
            "100": "oklch(94% .045 175)",
            "200": "oklch(89% .08 176)",
            "300": "oklch(82% .11 178)",
            "400": "oklch(73% .12 180)",
            "500": "oklch(64% .11 182)",
            "600": "oklch(52% .09 184)",
            "700": "oklch(45% .078 185)",
            "800": "oklch(38% .065 186)",
            "900": "oklch(32% .052 187)",
            "950": "oklch(23% .04 188)",
        },
    },
    "STYLES": [lambda request: static("shop/lists.css")],
    "SCRIPTS": [lambda request: static("shop/lists.js")],
    "LOGIN": {"form": "shop.log_in_form.LogInForm"},
    "ACCOUNT": {
        "navigation": [{"title": _("Second factor"), "link": reverse_lazy("second-factor")}],
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    _item(_("Orders"), "receipt_long", "orders.order"),
                    _item(_("Payments"), "payments", "orders.payment"),
                    _item(_("Refunds"), "currency_exchange", "orders.refund"),
                ],
            },
            {
                "title": _("Customers"),
                "separator": True,
                "items": [
                    _item(_("Customers"), "group", "shop.customer"),
                    _item(_("Segments"), "filter_alt", "orders.segment"),
                    _item(_("Tags"), "sell", "shop.tag"),
                    _item(
                        _("Exports"),
                        "ios_share",
                        "orders.exportrun",
                        "orders.export_orders",
                        "shop.export_customers",
                        "catalog.export_products",
                    ),
                    _item(_("Promo codes"), "sell", "orders.promocode"),
                ],
            },
            {
                "title": _("Catalogue"),
                "separator": True,
                "items": [
                    _item(_("Products"), "apparel", "catalog.product"),
                    _item(_("Categories"), "account_tree", "catalog.category"),
                    _item(_("Digital goods"), "key", "orders.digitalcode"),
                    _item(_("Stock movements"), "swap_vert", "catalog.stockmovement"),
                    _item(
                        _("Import and export"),
                        "swap_horiz",
                        "catalog.importrun",
                        "catalog.import_products",
                    ),
                ],
            },
            {
                "title": _("Sellers"),
                "separator": True,
                "items": [
                    _item(_("Sellers"), "storefront", "integrations.seller"),
                    _item(_("Accounts"), "vpn_key", "integrations.marketplaceaccount"),
                    _item(_("Syncs"), "sync", "integrations.syncrun"),
                    _item(_("Their products"), "inventory_2", "integrations.marketplaceproduct"),
                    _item(_("One stock"), "link", "integrations.listinglink"),
                    _item(_("Subscriptions"), "card_membership", "integrations.subscription"),
                    _item(_("Plans"), "price_change", "integrations.plan"),
                ],
            },
            {
                "title": _("Store"),
                "separator": True,
                "items": [
                    _item(_("Settings"), "tune", "shop.storesettings"),
                    _item(_("Legal texts"), "gavel", "shop.legaldocument"),
                    _item(_("Status"), "monitor_heart", "shop.integrationstate"),
                    _item(_("Outbox"), "outbox", "shop.delivery"),
                    _item(_("Webhooks"), "webhook", "integrations.webhookendpoint"),
                    _item(_("Webhook requests"), "list_alt", "integrations.webhookattempt"),
                    _item(_("Jobs"), "schedule", "shop.scheduledjob"),
                    _item(_("Chat sessions"), "chat", "botapp.session"),
                ],
            },
            {
                "title": _("People"),
                "separator": True,
                "items": [
                    _item(_("Staff"), "badge", "auth.user"),
                    _item(_("Roles"), "shield_person", "auth.group"),
                    _item(_("Audit log"), "history", "shop.auditentry"),
                ],
            },
        ],
    },
}
