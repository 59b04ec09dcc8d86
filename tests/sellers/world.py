"""Sellers for tests: the fewest rows, and one row of everything that a seller may have."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from integrations.models import (
    GivenKey,
    ListingLink,
    MarketplaceAccount,
    MarketplaceCredentials,
    MarketplaceOrder,
    MarketplaceProduct,
    MarketplaceSize,
    MarketplaceWarehouse,
    OrderLine,
    Plan,
    ProductDay,
    RawAnswer,
    Seller,
    SellerCode,
    SellerInvite,
    SellerMember,
    SellerNotice,
    SellerRefreshToken,
    SellerSheet,
    Subscription,
    SubscriptionPayment,
    SyncPart,
    SyncRun,
    WarehouseDay,
)
from tests.factories import make_variant

DAY = date(2026, 11, 20)
TOKEN = "eyJhbGciOiJFUzI1NiJ9.secret-of-the-seller.signature-1234"
_numbers = count(1)


def make_seller(name: str = "Romashka") -> Seller:
    return Seller.objects.create(company_name=name, email=f"owner@{name.lower()}.example")


def make_member(seller: Seller | None = None, *, role: str = "owner") -> SellerMember:
    return SellerMember.objects.create(
        seller=seller or make_seller(), role=role, email=f"person{next(_numbers)}@example.com"
    )


def make_account(
    seller: Seller | None = None, *, marketplace: str = "wildberries"
) -> MarketplaceAccount:
    """An account with a key."""
    account = MarketplaceAccount.objects.create(
        seller=seller or make_seller(),
        marketplace=marketplace,
        cabinet_id=str(next(_numbers)),
        hint=TOKEN[-4:],
    )
    credentials = MarketplaceCredentials(account=account)
    credentials.plain = {"token": TOKEN}
    credentials.save()
    return account


def make_listed(
    account: MarketplaceAccount, *, stock: int = 0, **fields: object
) -> MarketplaceProduct:
    """A product at the marketplace."""
    number = 1_000 + next(_numbers)
    product = MarketplaceProduct(
        account=account,
        external_id=number,
        article=fields.pop("article", f"ART-{number}"),
        stock=stock,
        **fields,
    )
    product.search_text = product.words()
    product.save()
    return product


def make_plan(code: str = "start", **fields: object) -> Plan:
    return Plan.objects.create(
        **{"code": code, "name": "Start", "price": Decimal(990), "currency": "RUB", **fields}
    )


def make_everything(seller: Seller) -> None:
    """A row of each model of the sellers' world."""
    number = next(_numbers)
    member = make_member(seller)
    later = timezone.now() + timedelta(days=7)
    SellerInvite.objects.create(seller=seller, token_hash=f"invite {number}", expires_at=later)
    SellerRefreshToken.objects.create(
        member=member, family=uuid.uuid4(), token_hash=f"token {number}", expires_at=later
    )
    SellerCode.objects.create(
        member=member, purpose="telegram", code_hash=f"code {number}", expires_at=later
    )
    account = make_account(seller)
    product = make_listed(account, stock=5)
    size = MarketplaceSize.objects.create(product=product, external_id=number, barcodes=["46001"])
    warehouse = MarketplaceWarehouse.objects.create(
        account=account, kind="own", key=str(number), name="Ours"
    )
    ProductDay.objects.create(product=product, date=DAY, orders=3, stock=5)
    WarehouseDay.objects.create(product=product, warehouse=warehouse, date=DAY, stock=5)
    run = SyncRun.objects.create(account=account, trigger="hand")
    SyncPart.objects.create(run=run, step="figures", number=0, packed=SyncPart.pack([]))
    OrderLine.objects.create(
        account=account,
        external_id="1",
        number=number,
        warehouse=warehouse,
        is_own=True,
        state=OrderLine.State.ORDERED,
        quantity=1,
        ordered_at=timezone.now(),
        day=DAY,
    )
    RawAnswer.objects.create(
        account=account, run=run, endpoint="GET /x", status_code=200, packed=b"", size=0
    )
    SellerSheet.objects.create(account=account)
    GivenKey.objects.create(member=member, marketplace="wildberries", account=account)
    link = ListingLink.objects.create(
        account=account, variant=make_variant(), size=size, warehouse=warehouse
    )
    MarketplaceOrder.objects.create(
        account=account, external_id="1", link=link, quantity=1, ordered_at=timezone.now()
    )
    subscription = Subscription.objects.create(
        seller=seller, plan=make_plan(f"plan-{number}"), paid_until=later
    )
    SubscriptionPayment.objects.create(
        subscription=subscription,
        plan=subscription.plan,
        provider="hand",
        external_id=str(number),
        amount=990,
        currency="RUB",
    )
    SellerNotice.objects.create(seller=seller, kind="low_stock", day=DAY)


def at(text: str) -> datetime:
    """A moment in UTC: `2026-11-20 21:01`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
