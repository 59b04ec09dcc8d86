"""What a payment provider is to the store; adapters are named in `settings.PAYMENT_PROVIDERS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from shop.models import StoreSettings

ON_DELIVERY = "on_delivery"


class How(StrEnum):
    """How the customer pays."""

    LATER = "later"  # on delivery: staff mark it paid
    INVOICE = "invoice"  # Telegram shows an invoice in the chat
    LINK = "link"  # a page of the provider's
    AT_ONCE = "at_once"  # nothing is left to do for the customer: the wallet


class State(StrEnum):
    """What the provider says of a payment or refund."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"


@dataclass(frozen=True)
class Charge:
    """What the customer is to pay: an amount in the currency that the provider takes."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Line:
    """A line of a receipt (54-ФЗ): `price` of a piece after discounts."""

    title: str
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class Receipt:
    """Whom a receipt is for, and what it says; an advance pays for nothing named yet."""

    phone_number: str
    lines: Sequence[Line]
    is_advance: bool = False


@dataclass(frozen=True)
class Request:
    """A payment to be created. `key` makes a repeated request the same payment.

    `asked_before` says that an earlier try may have made it, its answer lost.
    """

    key: str
    order_id: int | None
    charge: Charge
    title: str
    description: str
    language: str
    return_url: str
    expires_at: datetime | None = None
    phone_number: str = ""
    lines: Sequence[Line] = ()
    asked_before: bool = False

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.phone_number, self.lines, is_advance=self.order_id is None)

    @property
    def words(self) -> str:
        """One line that says what is paid for."""
        return self.title if self.description == self.title else f"{self.title}: {self.description}"

    @property
    def order_number(self) -> dict[str, str]:
        """What is noted at the provider beside our key; nothing for a top-up."""
        return {"order_id": str(self.order_id)} if self.order_id is not None else {}


@dataclass(frozen=True)
class Created:
    """The provider knows of the payment; the customer pays at `url`, if it has a page."""

    external_id: str
    url: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """What the provider says of a payment, by webhook or when asked.

    `key` is ours if it comes back, else empty; `charge` what was really paid; `refunded` what has
    been given back of it so far, in the same currency.
    """

    external_id: str
    state: State
    key: str = ""
    charge: Charge | None = None
    refunded: Decimal | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refunded:
    """What became of a refund: PAID when the money is back, OPEN while it is on its way."""

    state: State
    external_id: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LedgerEntry:
    """A line of the provider's own books: money that came (`key` is ours), or went back."""

    external_id: str
    key: str
    charge: Charge
    is_refund: bool


@dataclass(frozen=True)
class GivenBack:
    """A refund in the provider's books; `paid_by` is how it names the payment there."""

    external_id: str
    paid_by: str


class Forged(Exception):  # noqa: N818
    """A webhook that is not the provider's."""


class Provider:
    """One way to pay. Methods that speak to the far side raise `DeliveryError`.

    Never called inside a transaction, AT_ONCE aside.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    how: ClassVar[How]
    refunds: ClassVar[bool] = True
    refunds_in_part: ClassVar[bool] = True
    has_ledger: ClassVar[bool] = False
    lists_refunds: ClassVar[bool] = False
    takes_digital: ClassVar[bool] = False
    """Whether Telegram lets digital goods be paid by it."""

    def is_on(self, currency: str) -> bool:
        """Whether it is configured, and takes payments for orders in `currency`."""
        raise NotImplementedError

    def takes(self, amount: Decimal, currency: str) -> bool:
        """Whether it takes a payment of this size."""
        return True

    def needs_phone(self) -> bool:
        """Whether a payment makes a receipt, which is sent to the customer's phone number."""
        return False

    def charge(self, amount: Decimal, currency: str) -> Charge:
        """What the customer pays for `amount` of the order's currency."""
        return Charge(amount, currency)

    def expires_at(self) -> datetime | None:
        """Until when a payment made now may be paid; None for as long as the order is open."""
        return None

    def create(self, request: Request) -> Created:
        """Make the payment at the provider; the same `key` again gives the same payment."""
        raise NotImplementedError

    def invoice_link(self, request: Request) -> str:
        """Where Telegram shows an invoice of the payment, for `openInvoice`: INVOICE alone."""
        raise NotImplementedError

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str
    ) -> Sequence[Notice]:
        """What a webhook says; raises `Forged`, or ValueError for what cannot be read.

        `headers` by lower-case name, `address` the sender's.
        """
        raise NotImplementedError

    def fetch(self, external_id: str) -> Notice:
        """What the provider says of the payment now."""
        raise NotImplementedError

    def refund(
        self,
        external_id: str,
        charge: Charge,
        *,
        key: str,
        customer_id: int,
        receipt: Receipt | None = None,
    ) -> Refunded:
        """Give `charge` back; the same `key` again gives nothing back twice.

        `receipt` names what it was paid for, where the law asks for one (54-ФЗ).
        """
        raise NotImplementedError

    def fetch_refund(self, external_id: str) -> Refunded:
        """What became of a refund that was on its way; only where one may be OPEN."""
        raise NotImplementedError

    def withdraw(self, external_id: str) -> Notice | None:
        """See that an open payment can be paid no more; None where that cannot be done."""
        return None

    def refunds_since(self, moment: datetime) -> Sequence[GivenBack]:
        """The refunds made since then, whoever asked for them, the newest first.

        Only where it `lists_refunds`.
        """
        raise NotImplementedError

    def fetch_paid(self, paid_by: str) -> Notice | None:
        """What the provider says of the payment that a refund names; None when it is none of ours."""
        raise NotImplementedError

    def ledger(self, position: int, limit: int) -> Sequence[LedgerEntry | None]:
        """Up to `limit` lines of the provider's books from `position` on, the oldest first.

        Only where `has_ledger`. A line that is none of ours is None.
        """
        raise NotImplementedError


@cache
def providers() -> Mapping[str, Provider]:
    """The ways to pay that this store knows, by name, in the order they are offered."""
    found: list[Provider] = [import_string(path)() for path in settings.PAYMENT_PROVIDERS]
    return {provider.name: provider for provider in found}


def offered(amount: Decimal, currency: str, *, digital: bool = False) -> Sequence[Provider]:
    """The ways to pay `amount` that the store has switched on; the first is the default.

    With `digital` those by which digital goods may be paid: never on delivery.
    """
    off = StoreSettings.current().payment_methods_off
    return [
        provider
        for provider in providers().values()
        if provider.name not in off
        and provider.is_on(currency)
        and provider.takes(amount, currency)
        and (not digital or may_pay_digital(provider))
    ]


def may_pay_digital(provider: Provider) -> bool:
    """Telegram asks for Stars; the store may decide otherwise at its own risk."""
    if provider.how == How.LATER:
        return False
    return provider.takes_digital or StoreSettings.current().digital_any_way
