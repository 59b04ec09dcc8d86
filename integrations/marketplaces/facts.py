"""What marketplaces tell, in words common to all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Cursor = Mapping[str, Any]
"""Where to go on: what JSON can carry, understood by the marketplace that gave it alone."""


@dataclass(frozen=True)
class Credentials:
    """What a seller gave: a key, and at Ozon the client id it belongs to."""

    key: str = field(repr=False)
    client_id: str = ""

    @classmethod
    def of(cls, plain: Mapping[str, str]) -> Credentials:
        """From what is kept: `{"token"}`, or `{"client_id", "api_key"}`."""
        return cls(plain.get("token") or plain.get("api_key", ""), plain.get("client_id", ""))


@dataclass(frozen=True)
class AccountFacts:
    """What a successful check tells: who the account is at the marketplace, and until when."""

    who: str
    expires_at: datetime | None = None
    read_only: bool = False


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; `cursor` fetches the next one, None after the last.

    `wait` is how many seconds the marketplace needs before there can be more.
    """

    items: Sequence[T]
    cursor: Cursor | None = None
    wait: float = 0.0


@dataclass(frozen=True)
class Size:
    """What a stock is kept of. By `key` it is read and written: chrtId at Wildberries, SKU at Ozon.

    `id` is chrtId or Ozon's product_id, `offer` Ozon's offer_id.
    """

    id: str
    key: str
    offer: str = ""
    name: str = ""
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Product:
    """A card. By `number` other lists name it: NM ID at Wildberries, SKU at Ozon.

    `id` is the NM ID or Ozon's product_id, `article` the seller's own.
    """

    id: str
    number: str
    article: str
    title: str = ""
    brand: str = ""
    subject: str = ""
    price: Decimal | None = None
    currency: str = "RUB"
    sizes: tuple[Size, ...] = ()


@dataclass(frozen=True)
class Period:
    """Whole days of Moscow, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Figures:
    """How a product did in a period; percents are 0–100, None where the marketplace keeps silent."""

    number: str
    article: str = ""
    brand: str = ""
    subject: str = ""
    title: str = ""
    opens: int | None = None
    carts: int | None = None
    orders: int | None = None
    buyouts: int | None = None
    cancels: int | None = None
    cart_percent: Decimal | None = None
    buyout_percent: Decimal | None = None
    price: Decimal | None = None
    stock_marketplace: int | None = None
    stock_own: int | None = None


@dataclass(frozen=True)
class Remains:
    """What of a product lies in the marketplace's warehouses, by name, and what is on its way.

    None of what the marketplace does not tell. `total` may exceed the sum of the warehouses
    that are named.
    """

    number: str
    article: str = ""
    warehouses: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    to_customers: int | None = None
    from_customers: int | None = None
    to_warehouses: int | None = None


@dataclass(frozen=True)
class OwnWarehouse:
    """A warehouse of the seller's own, from which orders are sent."""

    id: str
    name: str
    is_ready: bool = True


@dataclass(frozen=True)
class OwnStock:
    """What can be sold of a size from one of the seller's warehouses."""

    key: str
    warehouse_id: str
    warehouse: str
    quantity: int


@dataclass(frozen=True)
class Order:
    """A line of an order, for figures. `id` is its own for ever."""

    id: str
    number: str
    warehouse: str
    is_own: bool
    ordered_at: datetime
    quantity: int = 1
    price: Decimal | None = None
    is_cancelled: bool = False
    is_on_its_way: bool | None = None
    is_received: bool | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class OwnOrder:
    """A line of an order that takes from the seller's own stock. `key` is that of `Size`."""

    id: str
    order_id: str
    key: str
    number: str
    article: str
    warehouse_id: str
    quantity: int
    ordered_at: datetime
    is_cancelled: bool


@dataclass(frozen=True)
class Written:
    """What became of a stock that was to be written: what was read afterwards, and why not.

    `retry_after` is set where writing was too early; then nothing was changed.
    """

    key: str
    wanted: int
    found: int | None
    error: str = ""
    retry_after: float | None = None

    @property
    def succeeded(self) -> bool:
        return self.found == self.wanted
