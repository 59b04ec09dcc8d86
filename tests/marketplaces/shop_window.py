"""The store's own goods at both marketplaces, linked to its variants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from catalog.models import ProductVariant
from integrations.models import (
    ListingLink,
    MarketplaceAccount,
    MarketplaceSize,
    MarketplaceWarehouse,
    Seller,
)
from integrations.one_stock.subscriber import MarketplaceStock
from shop import outbox
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.goods import OWN, Item, Ordered
from tests.fakes.marketplaces.ozon import Shop as OzonShop
from tests.fakes.marketplaces.wildberries import Shop as WildberriesShop
from tests.sellers.world import make_account, make_listed

PLACE = next(iter(OWN))


@dataclass
class Channel:
    """An account of the store at a marketplace, and what it has there."""

    account: MarketplaceAccount
    goods: Goods
    warehouse: MarketplaceWarehouse

    def link(self, variant: ProductVariant, place: int = 0, **fields: object) -> ListingLink:
        """The variant is the item at `place`; not on trial unless asked for."""
        item = self.goods.items[place]
        product = make_listed(self.account, article=item.article)
        is_ozon = self.account.marketplace == "ozon"
        product.external_id, product.sku = item.id, item.number if is_ozon else None
        product.save()
        size = MarketplaceSize.objects.create(
            product=product, external_id=item.id if is_ozon else item.size, barcodes=[item.barcode]
        )
        link = ListingLink.objects.create(
            account=self.account,
            variant=variant,
            size=size,
            warehouse=self.warehouse,
            **{"dry_run": False, **fields},
        )
        ListingLink.objects.filter(pk=link.pk).update(created_at=LONG_AGO)
        return link

    def offered(self, place: int = 0) -> int:
        return self.goods.items[place].own[PLACE]

    def sell(self, place: int = 0, quantity: int = 1) -> list[Ordered]:
        """Somebody buys there, if so much is offered: the marketplace lowers its own number.

        At Wildberries each piece is an order of its own.
        """
        item: Item = self.goods.items[place]
        if item.own[PLACE] < quantity:
            return []
        item.own[PLACE] -= quantity
        pieces = [quantity] if self.account.marketplace == "ozon" else [1] * quantity
        lines = [
            self.goods.order(item, own=PLACE, quantity=each, status="awaiting_deliver")
            for each in pieces
        ]
        for line in lines:
            line.at = datetime.now(UTC)
        return lines


LONG_AGO = datetime.now(UTC) - timedelta(days=2)


def open_at_wildberries(fake: FakeWildberries, products: int = 1) -> Channel:
    account = _account("wildberries", {"token": "our-wildberries-token"})
    goods = Goods(1, products=products, orders_a_day=0)
    fake.shops["our-wildberries-token"] = WildberriesShop(goods)
    return Channel(account, goods, _warehouse(account))


def open_at_ozon(fake: FakeOzon, products: int = 1) -> Channel:
    account = _account("ozon", {"client_id": "4242", "api_key": "our-ozon-key"})
    goods = Goods(2, products=products, orders_a_day=0, ozon=True)
    fake.shops["4242"] = OzonShop("our-ozon-key", goods)
    return Channel(account, goods, _warehouse(account))


def deliver() -> None:
    """What a worker would do with the changes of stock that are due now."""
    while outbox.deliver_to(MarketplaceStock.name).taken:
        pass


def _account(marketplace: str, credentials: dict[str, str]) -> MarketplaceAccount:
    seller, _made = Seller.objects.get_or_create(
        company_name="The store itself", defaults={"sells_here": True}
    )
    account = make_account(seller, marketplace=marketplace)
    account.credentials.plain = credentials
    account.credentials.save()
    return account


def _warehouse(account: MarketplaceAccount) -> MarketplaceWarehouse:
    return MarketplaceWarehouse.objects.create(
        account=account, kind="own", key=str(PLACE), name=OWN[PLACE]
    )
