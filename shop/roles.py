"""Who may do what in the admin: roles are groups, kept by `sync_roles`.

A superuser is an Owner without being in the group. Permissions are named as `has_perm` takes
them; those that no model brings along are made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_noop as _
from django.utils.translation import pgettext_lazy

OWNER = "Owner"
MANAGER = "Manager"
SUPPORT = "Support"
WAREHOUSE = "Warehouse"
ANALYST = "Analyst"
ROLE_NAMES: Mapping[str, Any] = {
    OWNER: pgettext_lazy("role", "Owner"),
    MANAGER: pgettext_lazy("role", "Manager"),
    SUPPORT: pgettext_lazy("role", "Support"),
    WAREHOUSE: pgettext_lazy("role", "Warehouse"),
    ANALYST: pgettext_lazy("role", "Analyst"),
}

SHIP_ORDER = "orders.ship_order"
VIEW_ORDER_CONTACT = "orders.view_order_contact"
NOTE_ORDER = "orders.note_order"
MESSAGE_CUSTOMER = "orders.message_customer"
PRINT_PACKING_SLIP = "orders.print_packing_slip"
PRINT_INVOICE = "orders.print_invoice"
TAKE_PAYMENT = "orders.take_payment"
REFUND_PAYMENT = "orders.refund_payment"
CORRECT_WALLET = "orders.correct_wallet"
VIEW_FIGURES = "shop.view_figures"
IMPORT_PRODUCTS = "catalog.import_products"
EXPORT_PRODUCTS = "catalog.export_products"
EXPORT_ORDERS = "orders.export_orders"
EXPORT_CUSTOMERS = "shop.export_customers"
VIEW_CUSTOMER_CONTACT = "shop.view_customer_contact"
TAG_CUSTOMER = "shop.tag_customer"
RUN_JOBS = "shop.run_jobs"

# Permission → the model it belongs to, and what it says in the list of permissions.
OWN_PERMISSIONS: Mapping[str, tuple[str, str]] = {
    SHIP_ORDER: ("order", _("Can move orders to processing, shipped and delivered")),
    VIEW_ORDER_CONTACT: ("order", _("Can see who ordered and where it goes")),
    NOTE_ORDER: ("order", _("Can write notes on orders")),
    MESSAGE_CUSTOMER: ("order", _("Can write to the customer of an order")),
    PRINT_PACKING_SLIP: ("order", _("Can print packing slips")),
    PRINT_INVOICE: ("order", _("Can print invoices")),
    TAKE_PAYMENT: ("payment", _("Can mark orders as paid")),
    REFUND_PAYMENT: ("payment", _("Can give money back")),
    CORRECT_WALLET: ("wallet", _("Can correct the balance of a customer")),
    VIEW_FIGURES: ("storesettings", _("Can see the store's figures")),
    IMPORT_PRODUCTS: ("importrun", _("Can import products from files")),
    EXPORT_PRODUCTS: ("importrun", _("Can export products to files")),
    EXPORT_ORDERS: ("order", _("Can export orders to files")),
    EXPORT_CUSTOMERS: ("customer", _("Can export customers to files")),
    VIEW_CUSTOMER_CONTACT: ("customer", _("Can see who customers are and how to reach them")),
    TAG_CUSTOMER: ("customer", _("Can put tags on customers and take them off")),
    RUN_JOBS: ("scheduledjob", _("Can run scheduled jobs by hand")),
}


def _all(app: str, *models: str) -> list[str]:
    return [
        f"{app}.{verb}_{model}" for model in models for verb in ("view", "add", "change", "delete")
    ]


def _view(app: str, *models: str) -> list[str]:
    return [f"{app}.view_{model}" for model in models]


_CATALOGUE = (
    "category", "product", "productimage", "productvariant", "optiontype", "optionvalue"
)  # fmt: skip
_ORDER = ("order", "orderitem", "orderevent")
_SELLERS = (
    "seller", "sellermember", "marketplaceaccount", "syncrun", "marketplaceproduct"
)  # fmt: skip
_MONEY = ("payment", "refund", "paymentstep", "wallet", "walletentry")

# The Owner is not here: an Owner may do everything.
ROLES: Mapping[str, frozenset[str]] = {
    MANAGER: frozenset(
        [
            *_all("catalog", *_CATALOGUE),
            *_view("catalog", "stockmovement"),
            "catalog.add_stockmovement",
            *_view("orders", *_ORDER),
            "orders.change_order",
            *_all("orders", "promocode"),
            *_view("orders", "promouse", "reward"),
            SHIP_ORDER,
            VIEW_ORDER_CONTACT,
            NOTE_ORDER,
            MESSAGE_CUSTOMER,
            PRINT_PACKING_SLIP,
            PRINT_INVOICE,
            *_view("orders", *_MONEY),
            TAKE_PAYMENT,
            REFUND_PAYMENT,
            CORRECT_WALLET,
            "orders.view_digitalcode",
            "orders.add_digitalcode",
            *_view("shop", "customer", "consent"),
            "shop.change_customer",
            VIEW_CUSTOMER_CONTACT,
            TAG_CUSTOMER,
            *_all("shop", "tag"),
            *_all("orders", "segment"),
            "shop.view_integrationstate",
            "shop.change_integrationstate",
            "shop.view_auditentry",
            *_view("integrations", "webhookattempt"),
            *_view("integrations", *_SELLERS, "subscription", "plan"),
            "integrations.change_marketplaceaccount",
            *_all("integrations", "listinglink"),
            *_view("shop", "scheduledjob"),
            RUN_JOBS,
            VIEW_FIGURES,
            IMPORT_PRODUCTS,
            EXPORT_PRODUCTS,
            EXPORT_ORDERS,
            EXPORT_CUSTOMERS,
        ]
    ),
    SUPPORT: frozenset(
        [
            *_view("orders", *_ORDER),
            VIEW_ORDER_CONTACT,
            NOTE_ORDER,
            MESSAGE_CUSTOMER,
            *_view("shop", "customer", "consent", "tag"),
            *_view("orders", "segment", *_MONEY),
            *_view("integrations", *_SELLERS),
            VIEW_CUSTOMER_CONTACT,
            TAG_CUSTOMER,
        ]
    ),
    WAREHOUSE: frozenset(
        [
            *_view("catalog", *_CATALOGUE, "stockmovement"),
            "catalog.add_stockmovement",
            *_view("integrations", "listinglink"),
            *_view("orders", *_ORDER),
            SHIP_ORDER,
            VIEW_ORDER_CONTACT,
            PRINT_PACKING_SLIP,
        ]
    ),
    ANALYST: frozenset(
        [
            *_view("catalog", *_CATALOGUE, "stockmovement"),
            *_view("orders", *_ORDER),
            VIEW_FIGURES,
            *_view("shop", "customer", "tag"),
            *_view("orders", "segment"),
            # Without VIEW_ORDER_CONTACT and VIEW_CUSTOMER_CONTACT: nobody is named there.
            EXPORT_ORDERS,
            EXPORT_CUSTOMERS,
        ]
    ),
}


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Make every role what this file says; the number of permissions by role. Repeatable.

    Nobody's membership changes, and groups of other names are left alone.
    """
    _make_own_permissions()
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    roles: dict[str, frozenset[str]] = {OWNER: frozenset(known), **ROLES}
    for name, wanted in roles.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in sorted(wanted)])
    return {name: len(wanted) for name, wanted in roles.items()}


def sync_after_migrate(sender: AppConfig, **_: Any) -> None:
    """For `post_migrate`: once, after the last app, when every permission is there."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender is with_models[-1]:
        sync_roles()


def _make_own_permissions() -> None:
    for permission, (model, name) in OWN_PERMISSIONS.items():
        app_label, codename = permission.split(".")
        Permission.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(apps.get_model(app_label, model)),
            codename=codename,
            defaults={"name": name},
        )
