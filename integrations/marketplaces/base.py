"""The interface that every marketplace has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import ClassVar, Protocol

from integrations.marketplaces.calls import PATIENCE, Keep
from integrations.marketplaces.facts import (
    AccountFacts,
    Credentials,
    Cursor,
    Figures,
    Order,
    OwnOrder,
    OwnStock,
    OwnWarehouse,
    Page,
    Period,
    Product,
    Remains,
    Written,
)


class Account(Protocol):
    """A seller's account while it is open. Each call is one slice of work; all raise MarketplaceError.

    Lists come in pages: call again with the page's cursor, until it has none. `tells_changes`:
    orders can be asked for by when they changed; `tells_states`: an order says how far it has come.
    """

    tells_changes: ClassVar[bool]
    tells_states: ClassVar[bool]

    def check(self) -> AccountFacts:
        """Make one cheap call, which succeeds when the key is good."""
        ...

    def products(self, cursor: Cursor | None = None) -> Page[Product]:
        """The cards that the account has."""
        ...

    def figures(
        self, period: Period, cursor: Cursor | None = None, numbers: Sequence[str] = ()
    ) -> Page[Figures]:
        """How the products did in `period`: `numbers`, or without them all there are."""
        ...

    def remains(self, cursor: Cursor | None = None, numbers: Sequence[str] = ()) -> Page[Remains]:
        """What lies in the marketplace's warehouses of the products `numbers`."""
        ...

    def own_warehouses(self) -> Sequence[OwnWarehouse]:
        """The seller's own warehouses."""
        ...

    def own_stocks(self, keys: Sequence[str], cursor: Cursor | None = None) -> Page[OwnStock]:
        """What can be sold of the sizes `keys` from the seller's own warehouses."""
        ...

    def orders(self, since: datetime, cursor: Cursor | None = None) -> Page[Order]:
        """Every line that was ordered or has changed since, from whichever warehouse."""
        ...

    def orders_since(self, since: datetime, cursor: Cursor | None = None) -> Page[OwnOrder]:
        """The lines ordered since then that take from the seller's own stock, as they are now."""
        ...

    def read_stock(self, warehouse_id: str, keys: Sequence[str]) -> Mapping[str, int]:
        """What can be sold of each size from one own warehouse; sizes it does not know are left out."""
        ...

    def write_stock(
        self, warehouse_id: str, quantities: Mapping[str, int]
    ) -> Mapping[str, Written]:
        """Set what can be sold of each size, and read it back."""
        ...


class Marketplace(Protocol):
    """A marketplace; without state, so that one serves all.

    `most_pieces` is the most that a listing can offer, None where no limit is told.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    needs_client_id: ClassVar[bool]
    most_pieces: ClassVar[int | None]

    def open(
        self, credentials: Credentials, *, keep: Keep | None = None, patience: float = PATIENCE
    ) -> AbstractContextManager[Account]:
        """The account of these credentials; `patience` is how long each call may wait for its turn."""
        ...

    def check(self, credentials: Credentials) -> AccountFacts:
        """As `Account.check`, for whoever needs nothing else."""
        ...


def check(marketplace: Marketplace, credentials: Credentials) -> AccountFacts:
    """One cheap real call with `credentials`."""
    with marketplace.open(credentials) as account:
        return account.check()
