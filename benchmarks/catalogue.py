"""The public list of products with 100,000 of them against 1,000: how the slowest answers grow.

Both stores run side by side and take turns; every question is asked with another page, word or
price each time, so that no kept answer helps.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.result import Result
from benchmarks.updates import manage
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import PYTHON, environment, web
from tests.infrastructure.redis_database import redis_database

FEW, MANY = 1_000, 100_000
TIMES = 200
_SEED = 5
_SEED_SECONDS = 600.0

Question = Callable[[random.Random, "Store"], dict[str, object]]


class Store:
    """A store's web process, and what one may ask it for."""

    def __init__(self, url: str) -> None:
        self._connection = HTTPConnection(url.removeprefix("http://"))
        self.categories = [each["id"] for each in self.get("categories", flat="true")["items"]]
        names = [each["name"] for each in self.get("products", size=100)["items"]]
        self.words = sorted({word for name in names for word in name.split() if len(word) > 4})
        self._connection.close()  # it opens by itself; the server keeps no idle one for long

    def get(self, path: str, **query: object) -> Any:
        self._connection.request("GET", f"/api/v1/{path}?{urlencode(query)}")
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} {query} was answered {answer.status}: {body[:200]!r}")
        return json.loads(body)

    def time(self, **query: object) -> float:
        """Milliseconds until the list is here."""
        began = time.perf_counter()
        self.get("products", **query)
        return (time.perf_counter() - began) * 1000


def _mistyped(word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:]


QUESTIONS: dict[str, Question] = {
    "a page": lambda chance, store: {"page": chance.randint(1, 40)},
    "a category": lambda chance, store: {
        "category_id": chance.choice(store.categories),
        "size": chance.randint(5, 20),
    },
    "by price": lambda chance, store: {
        "ordering": "price",
        "min_price": chance.randint(1, 3000),
        "in_stock": "true",
    },
    "a word": lambda chance, store: {
        "search": chance.choice(store.words),
        "size": chance.randint(5, 20),
    },
    "a mistyped word": lambda chance, store: {
        "search": _mistyped(chance.choice(store.words)),
        "size": chance.randint(5, 20),
    },
    "a word in a category": lambda chance, store: {
        "search": chance.choice(store.words),
        "category_id": chance.choice(store.categories),
        "size": chance.randint(5, 20),
    },
}


def run() -> list[Result]:
    """The 95th percentile of each kind with many products, to that with few."""
    with _store(FEW) as few, _store(MANY) as many:
        return [
            result
            for name, question in QUESTIONS.items()
            for result in _compare(name, question, few, many)
        ]


def _compare(name: str, question: Question, few: Store, many: Store) -> list[Result]:
    took: tuple[list[float], list[float]] = ([], [])
    chances = [random.Random(_SEED) for _store in took]
    for turn in range(TIMES + TIMES // 10):
        for store, times, chance in zip((few, many), took, chances, strict=True):
            milliseconds = store.time(**question(chance, store))
            if turn >= TIMES // 10:  # the first warm up
                times.append(milliseconds)
    of_few, of_many = map(_p95, took)
    return [
        Result(f"products, {name}, p95 of {MANY:,}", of_many, "ms"),
        Result(f"products, {name}, p95 of {MANY:,} to {FEW:,}", of_many / of_few),
    ]


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def _store(products: int) -> Iterator[Store]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="config.settings.production",
            DATABASE_URL=stack.enter_context(database_url(f"bench_{products}")),
            REDIS_URL=stack.enter_context(redis_database()),
            LOG_LEVEL="WARNING",
        )
        manage(env, f"{PYTHON} manage.py migrate -v0")
        seed = f"{PYTHON} manage.py seed_demo --products {products} --orders 0 --customers 0"
        manage(env, seed, _SEED_SECONDS)
        _running, url = stack.enter_context(web(env, folder / "web.log"))
        yield Store(url)
