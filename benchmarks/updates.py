"""Updates a second of one web process, against the least that the same server and library need.

Forty customers each have one update under way: menu, catalogue, category, product. Telegram
answers at once, so that what is measured is the store. The floor answers every update with the
same two calls and has no store behind it. Store and floor take turns, and the processor time
of the web process is taken with each: it says more than the rate on a machine that is busy.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.http import Client
from benchmarks.result import Result
from tests.infrastructure import processes
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import (
    BIN,
    PYTHON,
    Running,
    environment,
    free_port,
    started,
    web,
)
from tests.infrastructure.redis_database import redis_database

CUSTOMERS = 40
ROUNDS = 3
SECONDS = 4.0
WARM_UP_SECONDS = 3.0
FIRST_CUSTOMER = 7_000_000_001
SECRET = "benchmark-secret"

_ids = count(1)
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A web process that takes updates."""

    running: Running
    port: int

    def processor_seconds(self) -> float:
        """What its process has used so far (Linux)."""
        stat = Path(f"/proc/{self.running.process.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / _TICKS


@dataclass(frozen=True)
class Measured:
    """One round: updates per second, and processor milliseconds per update."""

    rate: float
    cost: float


def run() -> list[Result]:
    """The store's and the floor's figures, the median of the rounds."""
    with servers() as (store, floor, presses):
        for server in (store, floor):
            asyncio.run(load(server, presses, WARM_UP_SECONDS))
        rounds = [
            [asyncio.run(load(server, presses, SECONDS)) for server in (store, floor)]
            for _round in range(ROUNDS)
        ]
    of_store, of_floor = (list(column) for column in zip(*rounds, strict=True))
    store_rate, floor_rate = _rate(of_store), _rate(of_floor)
    return [
        Result("updates, store", store_rate, "updates/s"),
        Result("updates, floor", floor_rate, "updates/s"),
        Result("updates, store to floor", store_rate / floor_rate),
        Result("processor time of an update, store", _cost(of_store), "ms"),
        Result("processor time of an update, floor", _cost(of_floor), "ms"),
    ]


def _rate(rounds: Sequence[Measured]) -> float:
    return statistics.median(measured.rate for measured in rounds)


def _cost(rounds: Sequence[Measured]) -> float:
    return statistics.median(measured.cost for measured in rounds)


@contextmanager
def servers() -> Iterator[tuple[Server, Server, list[list[str]]]]:
    """Store and floor, ready, and the buttons to press."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        telegram_port, floor_port = free_port(), free_port()
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="config.settings.production",
            DATABASE_URL=stack.enter_context(database_url("bench")),
            REDIS_URL=stack.enter_context(redis_database()),
            TELEGRAM_BOT_TOKEN="1234567890:TEST-token-of-the-benchmarks-0123456789",
            TELEGRAM_WEBHOOK_SECRET=SECRET,
            TELEGRAM_API_URL=f"http://127.0.0.1:{telegram_port}",
        )
        manage(env, f"{PYTHON} manage.py migrate -v0")
        presses: list[list[str]] = json.loads(manage(env, f"{PYTHON} -m benchmarks.prepare"))
        telegram = [PYTHON, "-m", "benchmarks.telegram", str(telegram_port)]
        stack.enter_context(started(telegram, env, folder / "telegram.log"))
        command = [f"{BIN}/uvicorn", "benchmarks.floor:application", "--no-access-log"]
        command += ["--port", str(floor_port)]
        floor = stack.enter_context(started(command, env, folder / "floor.log"))
        floor.wait_for_log("Uvicorn running")
        store, url = stack.enter_context(web(env, folder / "store.log"))
        yield Server(store, int(url.rpartition(":")[2])), Server(floor, floor_port), presses


def manage(env: Mapping[str, str], command: str, seconds: float = 120) -> str:
    result = processes.run(command.split(), env, seconds)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return result.stdout


async def load(server: Server, presses: Sequence[Sequence[str]], seconds: float) -> Measured:
    """Keep `server` busy for so long."""
    clients = [Client(server.port) for _ in range(CUSTOMERS)]
    for client in clients:
        await client.open()
    used, began = server.processor_seconds(), time.perf_counter()
    until = began + seconds
    counts = await asyncio.gather(
        *(shop(client, place, presses, until) for place, client in enumerate(clients))
    )
    took = time.perf_counter() - began
    used = server.processor_seconds() - used
    for client in clients:
        await client.close()
    return Measured(sum(counts) / took, used / sum(counts) * 1000)


async def shop(client: Client, place: int, rounds: Sequence[Sequence[str]], until: float) -> int:
    """One customer's presses until the time is over; how many there were."""
    done = 0
    while True:
        for data in rounds[(place * 7 + done) % len(rounds)]:
            if time.perf_counter() >= until:
                return done
            headers = f"x-telegram-bot-api-secret-token: {SECRET}\r\n"
            body = press(FIRST_CUSTOMER + place, data)
            status = await client.post("/telegram/webhook", headers, body)
            if status != 200:
                raise RuntimeError(f"an update was answered {status}")
            done += 1


def press(customer_id: int, data: str) -> bytes:
    """An update: the customer presses a button of the message that is their screen."""
    number = next(_ids)
    person = {"id": customer_id, "first_name": "Anna", "language_code": "en"}
    message = {
        "message_id": 10,
        "date": 1_700_000_000,
        "chat": {**person, "type": "private"},
        "from": {"id": 1234567890, "is_bot": True, "first_name": "Store"},
        "text": "Demo Store\n\nWelcome!",
    }
    query = {
        "id": str(number),
        "from": {**person, "is_bot": False},
        "chat_instance": "1",
        "data": data,
        "message": message,
    }
    return json.dumps({"update_id": number, "callback_query": query}).encode()
