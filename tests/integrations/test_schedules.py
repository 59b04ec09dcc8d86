"""Whatever the order of things: no money counted twice, none lost, none that never came.

Each schedule is a customer, the staff, a provider and dying workers in a random order of their
steps, told by its seed; afterwards everything that was sent arrives. More of them:
`SCHEDULES=2000 pytest tests/integrations/test_schedules.py`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from orders import paying
from orders.models import Order, OrderEvent, Payment, Refund, Wallet, WalletEntry
from orders.paying import Openings, Refunds
from orders.services import confirm_payment as confirming
from orders.services import open_payment as opening
from orders.services.change_status import change_status
from orders.services.compare_ledgers import compare_ledgers
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.reconcile_payments import (
    ask_again_for_refunds,
    close_needless,
    reconcile_payments,
)
from orders.services.request_payment import request_payment
from orders.services.request_refund import refundable_now, request_refund
from orders.services.top_up import request_top_up
from orders.wallet import WalletProvider
from shop import outbox
from shop.errors import StoreError
from shop.models import Customer, Delivery, Event, StoreSettings
from tests.factories import make_customer, make_order, make_variant
from tests.fakes.pay import pay_by
from tests.fakes.subscriber import listen
from tests.integrations.rails import Telling, rail

pytestmark = pytest.mark.django_db
SCHEDULES = int(os.environ.get("SCHEDULES", "40"))
STEPS = 16
AN_HOUR = timedelta(hours=1)


class Killed(Exception):  # noqa: N818
    """The worker died here: what it had not committed is gone."""


class Schedule:
    def __init__(self, far, seed: int) -> None:
        self.far, self.random = far, random.Random(seed)
        self.told: list[Telling] = []
        self.dying = self.grew = False
        self.customer: Customer = make_customer()
        self.order: Order | None = None
        if self.random.random() < 0.7:
            self.order = make_order(self.customer, {make_variant("10.00"): 3})
        self.ask()

    # --- Steps

    def ask(self) -> None:
        """For what is owed of the order, or for the balance."""
        if self.order is None:
            request_top_up(customer=self.customer, amount=Decimal(30), provider=self.far.provider)
        else:
            request_payment(order=self.order, provider=self.far.provider)

    def work(self) -> None:
        """A worker takes what is due; the far side may misbehave, and the worker die."""
        if self.random.random() < 0.5:
            self.far.far.trouble.append(self.random.choice(self.far.mishaps))
        self.deliver()

    def deliver(self) -> None:
        Delivery.objects.filter(status="pending").update(due_at=timezone.now())
        outbox.deliver_due()

    def pay(self) -> None:
        """The customer pays, on a page or by an invoice, perhaps by an old copy of it."""
        found = list(Payment.objects.filter(provider=self.far.provider.name))
        if self.far.provider.name != "stars":
            found = [payment for payment in found if payment.url]
        if found:
            self.told += self.far.pay(self.random.choice(found))

    def tell(self) -> None:
        """One of all the things ever told arrives, perhaps again."""
        if self.told:
            self.hear(self.random.choice(self.told))

    def hear(self, telling: Telling) -> None:
        try:
            with transaction.atomic():
                telling()
        except Killed:
            pass

    def forge(self) -> None:
        self.hear(self.far.forge(self.random.choice(list(Payment.objects.all()))))

    def poll(self) -> None:
        past = timezone.now() - AN_HOUR
        Payment.objects.filter(status="asked").update(created_at=past, checked_at=None)
        Refund.objects.filter(status="asked").update(created_at=past - AN_HOUR)
        for look in (close_needless, ask_again_for_refunds, reconcile_payments, compare_ledgers):
            try:
                with transaction.atomic():
                    look()
            except Killed:
                pass

    def refund(self) -> None:
        paid = list(Payment.objects.filter(status="paid", order__isnull=False))
        if paid:
            payment = self.random.choice(paid)
            part = self.random.choice([Decimal(1), Decimal(10), refundable_now(payment)])
            self.quietly(
                lambda: request_refund(payment=payment, amount=part, actor="anna", reason="torn")
            )

    def cancel(self) -> None:
        order = self.order
        if order is not None:
            self.quietly(lambda: change_status(order=order, to="cancelled", actor="anna"))

    def edit(self) -> None:
        """The staff make the order smaller, or larger again."""
        order, pieces = self.order, self.random.randint(1, 3)
        if order is None:
            return
        item = order.items.get()
        change = LineChange(item.pk, item.quantity, pieces)
        self.grew = self.grew or pieces > item.quantity
        self.quietly(lambda: edit_lines(order=order, changes=[change], actor="anna"))

    def ask_again(self) -> None:
        self.quietly(self.ask)

    def die(self) -> None:
        """Whoever reaches a commit next does not live to see it."""
        self.dying = True

    def quietly(self, step: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                step()
        except (StoreError, Killed):
            pass

    # --- The run

    def run(self) -> None:
        steps = [
            self.work, self.work, self.pay, self.pay, self.tell, self.tell, self.tell, self.forge,
            self.poll, self.refund, self.cancel, self.edit, self.ask_again, self.die,
        ]  # fmt: skip
        for _ in range(STEPS):
            self.random.choice(steps)()
        self.settle()

    def settle(self) -> None:
        """The trouble is over: everything sent arrives, in any order, twice."""
        self.dying = False
        self.far.far.trouble.clear()
        late = self.told * 2
        self.random.shuffle(late)
        # A lost webhook costs nothing where the provider can be asked.
        for telling in late[len(late) // 2 :] if self.random.random() < 0.5 else late:
            telling()
        for _ in range(4):
            self.deliver()
            self.poll()

    def check(self) -> None:
        way = self.far.provider.name
        rows = list(Payment.objects.filter(provider=way))
        for row in rows:
            held = self.far.held(row.external_id)
            assert (row.status == "paid") == (held is not None), row
            if held is not None:
                assert row.charged_amount == held.came
                back = Refund.objects.filter(payment=row, status="done").aggregate(s=Sum("amount"))
                given = Decimal(back["s"] or 0)
                assert held.back == row.charged_amount * given / row.amount
        paid = [row for row in rows if row.status == "paid"]
        assert len({row.external_id for row in paid}) == len(paid)
        self.check_wallet(paid)
        assert not Refund.objects.filter(status="asked").exists()
        events = Event.objects.filter(name="payment_received").count()
        assert events == OrderEvent.objects.filter(kind="paid").count()
        if self.order is None:
            return
        assert events == len(paid)
        self.order.refresh_from_db()
        left = sum(row.amount - row.refunded_amount for row in paid)
        needed = 0 if self.order.status == "cancelled" else self.order.total_amount
        asked_back = Refund.objects.filter(actor="anna", status="done").exists()
        assert left <= needed or any(row.needs_hand for row in paid), (left, needed)
        if self.order.payment_status == "paid":
            assert left >= self.order.total_amount
        if paid and not (asked_back or self.grew) and self.order.status != "cancelled":
            assert self.order.payment_status == "paid"
        if not paid:
            assert self.order.payment_status == "unpaid"

    def check_wallet(self, paid: list[Payment]) -> None:
        for wallet in Wallet.objects.all():
            entries = WalletEntry.objects.filter(wallet=wallet)
            assert wallet.balance == entries.aggregate(s=Sum("amount"))["s"] >= 0
        balance = Wallet.objects.aggregate(s=Sum("balance"))["s"] or 0
        if self.order is None:
            assert balance == sum(row.amount for row in paid)
            return
        given = Refund.objects.filter(status="done").aggregate(s=Sum("amount"))["s"] or 0
        assert balance == sum(row.refunded_amount for row in paid) - given


@pytest.fixture
def store(settings):
    settings.TELEGRAM_BOT_TOKEN = "1:token"
    found = StoreSettings.current()
    found.star_rate = Decimal(1)
    found.save()
    return found


@pytest.mark.parametrize("name", ["yookassa", "stripe", "cryptopay", "stars"])
@pytest.mark.usefixtures("store")
def test_whatever_the_order_of_things_the_sums_agree(name, settings, monkeypatch):
    listen(monkeypatch, Openings(), Refunds())
    running: list[Schedule] = []

    def dies(function):
        def wrapped(*args, **kwargs):
            done = function(*args, **kwargs)
            if running and running[-1].dying:
                running[-1].dying = False
                raise Killed
            return done

        return wrapped

    for module, function in (
        (opening, "_note_opened"),
        (paying, "settle_refund"),
        (confirming, "_take"),
        (confirming, "update_payment_status"),
    ):
        monkeypatch.setattr(module, function, transaction.atomic(dies(getattr(module, function))))
    with rail(name, settings, monkeypatch) as far:
        pay_by(monkeypatch, far.provider, WalletProvider())
        seen: dict[str, int] = {}
        for seed in range(SCHEDULES):
            with transaction.atomic():
                schedule = Schedule(far, seed)
                running.append(schedule)
                try:
                    schedule.run()
                    schedule.check()
                except AssertionError as error:
                    raise AssertionError(f"schedule {seed} of {name}: {error}") from error
                for status in Payment.objects.values_list("status", flat=True):
                    seen[status] = seen.get(status, 0) + 1
                transaction.set_rollback(True)
            if name == "stars":
                far.lines.clear()
    assert seen["paid"] > SCHEDULES / 4  # something did happen
