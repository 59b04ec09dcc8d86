"""What a made-up seller has at a marketplace: the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

WB_WAREHOUSES = ("Коледино", "Электросталь", "Казань", "Невинномысск", "Остальные")
OZON_WAREHOUSES = ("ХОРУГВИНО_РФЦ", "ПУШКИНО_2_РФЦ", "КАЗАНЬ_РФЦ")
OWN = {701: "Склад на Троицкой", 702: "Склад в Твери"}


@dataclass
class Item:
    """A product with one size. `number` is NM ID or SKU, `id` NM ID or product id."""

    id: int
    number: int
    size: int
    article: str
    title: str
    brand: str
    subject: str
    barcode: str
    price: int
    at_marketplace: dict[str, int]
    own: dict[int, int]
    reserved: dict[int, int] = field(default_factory=dict)
    to_customers: int = 0
    from_customers: int = 0
    to_warehouses: int = 0
    opens: int = 0
    carts: int = 0
    buyout_percent: int = 0
    changed_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    is_archived: bool = False


@dataclass
class Ordered:
    """One line of an order."""

    id: str
    item: Item
    at: datetime
    changed_at: datetime
    warehouse: str
    own_warehouse: int | None = None
    quantity: int = 1
    status: str = "delivered"  # Ozon's words
    task: int = 0  # the number of the assembly task at Wildberries

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"


class Goods:
    """A seller's products and orders. `orders_a_day` is per product, on average."""

    def __init__(
        self,
        seed: int,
        *,
        products: int = 5,
        days: int = 30,
        orders_a_day: float = 0.5,
        ozon: bool = False,
        now: datetime | None = None,
    ) -> None:
        self.chance = random.Random(seed)
        self.now = now or datetime.now(UTC)
        self.warehouses = OZON_WAREHOUSES if ozon else WB_WAREHOUSES
        first = 1_000_000 + seed * 100_000
        self.items = [self._item(first + number, number, ozon=ozon) for number in range(products)]
        self.orders: list[Ordered] = []
        for _ in range(round(products * days * orders_a_day)):
            self.order(self.chance.choice(self.items), ago=self.chance.uniform(0, days))

    def _item(self, number: int, place: int, *, ozon: bool) -> Item:
        chance = self.chance
        return Item(
            id=number + 50_000 if ozon else number,
            number=number,
            size=number * 10 + 1,
            article=f"ART-{number}/{place}",
            title=f"Товар {place}",
            brand=chance.choice(("Demix", "Wonderful", "Уллу")),
            subject=chance.choice(("Кроссовки", "Фотоальбомы", "Кружки")),
            barcode=f"20{number:011d}",
            price=chance.randint(100, 9000),
            at_marketplace={
                name: chance.randint(1, 60) for name in self.warehouses if chance.random() < 0.7
            },
            own={place_id: chance.randint(0, 20) for place_id in OWN},
            to_customers=chance.randint(0, 9),
            from_customers=chance.randint(0, 4),
            to_warehouses=chance.randint(0, 30),
            opens=chance.randint(0, 500),
            carts=chance.randint(0, 50),
            buyout_percent=chance.randint(40, 100),
            changed_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=place),
        )

    def order(
        self,
        item: Item,
        *,
        ago: float = 0.0,
        own: int | None = None,
        quantity: int = 1,
        status: str | None = None,
    ) -> Ordered:
        """Somebody orders, so many days ago."""
        chance = self.chance
        if own is None and status is None and chance.random() < 0.3:
            own = chance.choice(list(OWN))
        at = self.now - timedelta(days=ago)
        statuses = ("delivered", "delivered", "delivering", "cancelled", "awaiting_deliver")
        line = Ordered(
            id=f"{len(self.orders) + 1}.{item.number}.{chance.randrange(10**9)}",
            item=item,
            at=at,
            changed_at=at + timedelta(hours=1),
            warehouse=OWN[own] if own else chance.choice(self.warehouses),
            own_warehouse=own,
            quantity=quantity,
            status=status or chance.choice(statuses),
            task=5_000_000_000 + len(self.orders),
        )
        self.orders.append(line)
        return line

    def item(self, number: int) -> Item:
        return next(item for item in self.items if item.number == number)
