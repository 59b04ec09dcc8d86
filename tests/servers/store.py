"""The store as processes, and a look into its database from the test."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import redis
from django.db import connections
from django.utils.module_loading import import_string

from botapp.actions import ConfirmOrder, OpenCart, OpenConfirmation
from botapp.callbacks import Callback
from botapp.emulator.engine import STAFF_CHAT_ID, Person
from botapp.models import Session
from botapp.screens.checkout import ADDRESS, NAME, PHONE
from catalog.models import Category, ProductVariant
from orders.models import Cart
from shop.models import Customer, StoreSettings
from shop.services.give_consent import give_consent
from tests.factories import JOHN, fill_cart, make_category, make_product, new_variant
from tests.infrastructure.processes import BIN, PYTHON, Running, environment, run, started, web
from tests.servers.telegram import SECRET, TOKEN, Telegram

T = TypeVar("T")

_CATEGORY = "Prepared"


@dataclass(frozen=True)
class Store:
    """Two web processes; `telegram_port` is where they look for Telegram."""

    env: dict[str, str]
    urls: Sequence[str]
    webs: Sequence[Running]
    telegram_port: int
    folder: Path
    _database: ThreadPoolExecutor

    async def ask(self, work: Callable[[], T]) -> T:
        """What `work` returns, run on the store's database."""
        return await asyncio.get_running_loop().run_in_executor(self._database, work)

    def telegram(self, *urls: str) -> Telegram:
        """Telegram, not yet there; it talks to `urls`, else to both web processes in turn."""
        return Telegram(self.telegram_port, urls or self.urls)

    @contextmanager
    def another_web(self, **values: str) -> Iterator[tuple[Running, str]]:
        """A web process of the test's own; `values` change its environment."""
        with web(self.env | values, self._log("web")) as found:
            yield found

    @contextmanager
    def worker(self, *arguments: str, **values: str) -> Iterator[Running]:
        """A worker, once it is ready; `values` change its environment."""
        command = [f"{BIN}/celery", "-A", "config", "worker", "--concurrency", "1", *arguments]
        with started(command, self.env | values, self._log("worker")) as running:
            running.wait_for_log(" ready.")
            yield running

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints; it must succeed."""
        result = run([PYTHON, "manage.py", *arguments], self.env)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def forget_catalogue(self) -> None:
        """Drop what the web processes have cached: the test wrote behind their backs."""
        with redis.Redis.from_url(self.env["REDIS_URL"]) as client:
            for key in client.scan_iter("store:*"):
                client.delete(key)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}-{len(list(self.folder.iterdir()))}.log"


@contextmanager
def running_store(
    database_url: str, redis_url: str, telegram_port: int, folder: Path
) -> Iterator[Store]:
    env = environment(
        SECRET_KEY="a-secret-key-for-the-servers-0123456789-abcdefghijk",
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_WEBHOOK_SECRET=SECRET,
        TELEGRAM_API_URL=f"http://127.0.0.1:{telegram_port}",
        TELEGRAM_STAFF_CHAT_ID=str(STAFF_CHAT_ID),
    )
    with (
        _database_thread(database_url) as database,
        web(env, folder / "first.log") as (first, first_url),
        web(env, folder / "second.log") as (second, second_url),
    ):
        urls = (first_url, second_url)
        database.submit(_fill).result()
        yield Store(env, urls, (first, second), telegram_port, folder, database)


@contextmanager
def _database_thread(url: str) -> Iterator[ThreadPoolExecutor]:
    """One thread in which Django's default connection leads to the database of `url`."""
    facts = copy.deepcopy(connections.settings["default"])
    facts["NAME"] = urlsplit(url).path.removeprefix("/")
    facts["OPTIONS"].pop("pool", None)
    wrapper = import_string(f"{facts['ENGINE']}.base.DatabaseWrapper")

    def connect() -> None:
        connections["default"] = wrapper(facts, "default")

    with ThreadPoolExecutor(1, initializer=connect) as thread:
        try:
            yield thread
        finally:
            thread.submit(_disconnect).result()


def _disconnect() -> None:
    connections["default"].close()


def _fill() -> None:
    """What the servers should find: the settings of their environment, and a category.

    They keep the tree of categories for a while, and tests write behind their backs.
    """
    make_category(_CATEGORY)
    values = StoreSettings.first_values() | {"staff_chat_id": STAFF_CHAT_ID}
    StoreSettings.objects.get_or_create(pk=1, defaults=values)


def stocked(stock: int) -> ProductVariant:
    """A new product's only variant, at 10.00, with `stock` pieces."""
    category = Category.objects.get(name=_CATEGORY)
    product = make_product("Kettle", category=category, variants=[new_variant(stock=stock)])
    return product.variants.get()


def at_the_cart(telegram: Telegram, person: Person, variant: ProductVariant) -> None:
    """`person` looks at a cart with a piece of `variant`."""
    cart = _cart_of(person, variant)
    screen_id = telegram.shows(person, "My Cart", [("Look again", OpenCart().pack())])
    _session(cart, OpenCart(), screen_id).save()


def at_the_confirmation(telegram: Telegram, person: Person, variant: ProductVariant) -> None:
    """`person` has only `Confirm Order` left to press, for a piece of `variant`."""
    cart = _cart_of(person, variant)
    button = ("Confirm Order", ConfirmOrder(cart.version).pack())
    screen_id = telegram.shows(person, "Check your order", [button])
    session = _session(cart, OpenConfirmation(), screen_id)
    answers = (JOHN.full_name, JOHN.phone_number, JOHN.shipping_address)
    session.data = dict(zip((NAME, PHONE, ADDRESS), answers, strict=True))
    session.save()


def _cart_of(person: Person, variant: ProductVariant) -> Cart:
    customer = Customer.objects.create(
        id=person.id, full_name=person.user.first_name, telegram_language="en"
    )
    give_consent(customer=customer, source="bot")
    return fill_cart(customer, {variant: 1})


def _session(cart: Cart, route: Callback, screen_id: int) -> Session:
    """A session, not saved, whose first screen has been shown."""
    return Session(
        customer_id=cart.pk, route=route.pack(), version=1, shown_version=1, screen_id=screen_id
    )
