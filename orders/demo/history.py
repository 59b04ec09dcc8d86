"""Two months of customers and orders, written as the store itself would have left them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import islice
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from catalog.models import ProductVariant, StockMovement
from orders.demo.assortment import Assortment, Offer
from orders.demo.bulk import Row, reserve_ids, write_rows
from orders.demo.course import Course, course_of
from orders.demo.money import Cashbook
from orders.demo.people import FIRST_ID, LAST_ID, Person, person
from orders.demo.rhythm import order_times
from orders.demo.stock import Move, write_ledger
from orders.models import Order, OrderEvent, OrderItem
from shop.models import Consent, Customer, StoreSettings
from shop.money import round_money
from shop.services.give_consent import documents_in_force

BATCH = 20_000
_SOURCE = "bot"
_BUYERS = 0.9  # of the customers; the others have only looked around
_COMMENTS = (
    "Позвоните за час до доставки", "Домофон не работает, наберите меня",
    "Оставьте у консьержа", "Это подарок, упакуйте, пожалуйста", "Можно после 19:00",
)  # fmt: skip

_CUSTOMER = (
    "id", "full_name", "username", "phone_number", "shipping_address", "telegram_language",
    "chosen_language", "created_at",
)  # fmt: skip
_ORDER = (
    "id", "customer_id", "status", "payment_status", "total_amount", "currency", "full_name",
    "phone_number", "shipping_address", "comment", "language", "source", "created_at", "updated_at",
)  # fmt: skip
_ITEM = (
    "order_id", "variant_id", "sku", "product_name", "variant_name", "translations", "quantity",
    "price_at_purchase",
)  # fmt: skip
_EVENT = ("order_id", "kind", "old_status", "new_status", "actor", "created_at")
_CONSENT = ("customer_id", "document_id", "language", "text_hash", "source", "given_at")


@dataclass(frozen=True, slots=True)
class Visit:
    """That a customer orders something then; `first` when they were not seen before."""

    number: int
    at: datetime
    first: bool


def write_history(
    *, orders: int, known: int, customers: int, now: datetime, tell: Callable[[str], object]
) -> None:
    """Write `orders` orders, batch by batch, by `known` customers and new ones up to `customers`."""
    buyers = max(known, round(customers * _BUYERS), min(1, orders))
    visits = _visits(orders, known, buyers, now)
    number = 0
    while batch := list(islice(visits, BATCH)):
        _write_batch(batch, Random(f"history/{known}/{number}"), now)  # noqa: S311 - no secret
        number += 1
        tell(f"Orders: {min(number * BATCH, orders)} of {orders}")
    came = known + min(buyers - known, orders)
    _write_onlookers(range(came, customers), now)
    if known and orders:
        _put_people_before_their_orders()


def _visits(orders: int, known: int, buyers: int, now: datetime) -> Iterator[Visit]:
    """Who comes when: new customers spread evenly, the others again and again."""
    rng = Random(f"visits/{known}")  # noqa: S311 - no secret
    arrived, new = known, buyers - known
    for place, at in enumerate(order_times(orders, now)):
        due = known + min(new, -(-new * (place + 1) // orders), place + 1)
        if arrived < due:
            yield Visit(arrived, at, first=True)
            arrived += 1
        else:
            yield Visit(int(arrived * rng.random() ** 1.4), at, first=False)


@transaction.atomic
def _write_batch(visits: list[Visit], rng: Random, now: datetime) -> None:
    assortment = Assortment.chosen(rng)
    _write_customers(
        [
            (person(visit.number), visit.at - timedelta(minutes=rng.uniform(6, 900)), visit.at)
            for visit in visits
            if visit.first
        ]
    )
    pages = _Pages(reserve_ids(Order, len(visits)), StoreSettings.current().currency)
    for visit in visits:
        course = course_of(visit.at, now, rng)
        basket = assortment.basket(keep_scarce=course.cancelled_at is not None)
        comment = rng.choice(_COMMENTS) if rng.random() < 0.12 else ""
        pages.add(person(visit.number), course, basket, comment)
    pages.write()
    received_at = visits[0].at - timedelta(hours=rng.uniform(3, 30))
    left = write_ledger(assortment.stock, pages.moves, received_at)
    changed = [
        ProductVariant(pk=pk, stock_quantity=quantity)
        for pk, quantity in left.items()
        if quantity != assortment.stock[pk]
    ]
    ProductVariant.objects.bulk_update(changed, ["stock_quantity"], batch_size=500)


class _Pages:
    """The rows of a batch of orders."""

    def __init__(self, first_id: int, currency: str) -> None:
        self._next_id = first_id
        self._currency = currency
        self._orders: list[Row] = []
        self._items: list[Row] = []
        self._events: list[Row] = []
        self._cashbook = Cashbook(currency)
        self.moves: list[Move] = []

    def add(self, buyer: Person, course: Course, basket: dict[Offer, int], comment: str) -> None:
        pk, language = self._next_id, _language(buyer)
        self._next_id += 1
        sums = (offer.price * pieces for offer, pieces in basket.items())
        total = round_money(sum(sums, Decimal(0)), self._currency)
        self._orders.append(
            (
                pk, buyer.id, course.status, course.payment, total, self._currency,
                buyer.full_name, buyer.phone_number, buyer.shipping_address,
                comment, language, _SOURCE, course.steps[0].at, course.steps[-1].at,
            )
        )  # fmt: skip
        for offer, pieces in basket.items():
            line = offer.lines[language]
            self._items.append((pk, offer.variant_id, offer.sku, *line, pieces, offer.price))
        self._cashbook.add(pk, buyer.id, course, total)
        self._add_events(pk, course)
        self._add_moves(f"order:{pk}", course, basket)

    def write(self) -> None:
        write_rows(Order, _ORDER, self._orders)
        write_rows(OrderItem, _ITEM, self._items)
        write_rows(OrderEvent, _EVENT, self._events)
        self._cashbook.write()

    def _add_events(self, pk: int, course: Course) -> None:
        before, kind = "", OrderEvent.Kind.PLACED.value
        for step in course.steps:
            self._events.append((pk, kind, before, step.status, step.actor, step.at))
            before, kind = step.status, OrderEvent.Kind.STATUS_CHANGED.value

    def _add_moves(self, reference: str, course: Course, basket: dict[Offer, int]) -> None:
        placed, last = course.steps[0], course.steps[-1]
        for offer, pieces in basket.items():
            sold = Move(
                placed.at, offer.variant_id, -pieces, StockMovement.Reason.ORDER_PLACED.value,
                placed.actor, reference,
            )  # fmt: skip
            self.moves.append(sold)
            if course.cancelled_at:
                self.moves.append(
                    replace(
                        sold, at=last.at, quantity=pieces, actor=last.actor,
                        reason=StockMovement.Reason.ORDER_CANCELLED.value,
                    )
                )  # fmt: skip


def _write_customers(arrivals: list[tuple[Person, datetime, datetime | None]]) -> None:
    """People with the times they were first seen and, if they ordered, first agreed to the terms."""
    write_rows(
        Customer,
        _CUSTOMER,
        [
            (
                who.id, who.full_name, who.username, who.phone_number if ordered_at else "",
                who.shipping_address if ordered_at else "", who.telegram_language,
                who.chosen_language, seen_at,
            )
            for who, seen_at, ordered_at in arrivals
        ],
    )  # fmt: skip
    documents = documents_in_force()
    hashes = {
        (document.pk, code): document.text_hash(code)
        for document in documents
        for code in settings.STORE_LANGUAGES
    }
    rows = [
        (
            who.id,
            document.pk,
            code,
            hashes[document.pk, code],
            _SOURCE,
            ordered_at - timedelta(minutes=2),
        )
        for who, _seen_at, ordered_at in arrivals
        if ordered_at
        for code in [_language(who)]
        for document in documents
    ]
    write_rows(Consent, _CONSENT, rows)


@transaction.atomic
def _put_people_before_their_orders() -> None:
    """Let those who were known already have come, and agreed, by the time of their new orders."""
    of_person = Order.objects.filter(customer=OuterRef("pk")).order_by("created_at")
    of_consent = Order.objects.filter(customer=OuterRef("customer")).order_by("created_at")
    invented = (FIRST_ID, LAST_ID)
    first = Subquery(of_person.values("created_at")[:1])
    people = Customer.objects.filter(pk__range=invented).annotate(first=first)
    people.filter(created_at__gt=F("first")).update(created_at=first)
    first = Subquery(of_consent.values("created_at")[:1])
    consents = Consent.objects.filter(customer__pk__range=invented).annotate(first=first)
    consents.filter(given_at__gt=F("first")).update(given_at=first)


@transaction.atomic
def _write_onlookers(numbers: range, now: datetime) -> None:
    """Customers who have not ordered yet."""
    times = order_times(len(numbers), now)
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        _write_customers(
            [(person(number), at, None) for number, at in zip(part, times, strict=False)]
        )


def _language(who: Person) -> str:
    return _resolved(who.telegram_language, who.chosen_language, tuple(settings.STORE_LANGUAGES))


@cache
def _resolved(telegram: str, chosen: str, _store_languages: tuple[str, ...]) -> str:
    return Customer(telegram_language=telegram, chosen_language=chosen).language
