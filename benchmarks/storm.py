"""A storm by hand: analytics and webhooks in trouble, and workers killed every few seconds.

    python -m benchmarks.storm [events]

Publishes views, carts and orders into a fresh PostgreSQL database; real Celery workers tell three
stand-ins of them, which misbehave for a while. Prints what arrived, how often, and what did not.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
from cryptography.fernet import Fernet

from benchmarks.updates import manage
from tests.fakes import ga4, metrika
from tests.fakes.far_side import FarSide, Request, Trouble
from tests.fakes.hooks import Hooks
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import BIN, PYTHON, Running, environment, started
from tests.infrastructure.redis_database import redis_database
from tests.integrations.analytics import google_rules

EVENTS = 10_000
TROUBLE_SECONDS = 60.0
KILL_EVERY = 4.0
KILL_FOR = 90.0
LONGEST = 420.0
_PASSING = [trouble for trouble in Trouble if trouble is not Trouble.LOST]
_WAITING = "SELECT count(*) FROM shop_delivery WHERE status = 'pending' AND subscriber = ANY(%s)"
_PARKED = "SELECT count(*) FROM shop_delivery WHERE status = 'parked'"
_TOLD = ["ga4", "metrika", "webhooks"]
_OF_WEBHOOKS = "SELECT event_id::text FROM shop_delivery WHERE subscriber = 'webhooks'"
_FOLLOWED = "SELECT DISTINCT event_id::text FROM shop_delivery WHERE subscriber = 'ga4'"


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        google, yandex, hooks = ga4.GoogleAnalytics(), metrika.Metrika(), Hooks()
        for far_side in (google, yandex, hooks):
            stack.enter_context(far_side)
        database = stack.enter_context(database_url("storm"))
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="config.settings.production",
            DATABASE_URL=database,
            REDIS_URL=stack.enter_context(redis_database()),
            GA4_MEASUREMENT_ID=ga4.MEASUREMENT_ID,
            GA4_API_SECRET=ga4.API_SECRET,
            GA4_URL=google.url,
            METRIKA_COUNTER_ID=metrika.COUNTER_ID,
            METRIKA_TOKEN=metrika.TOKEN,
            METRIKA_URL=yandex.url,
            FIELD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
            WEBHOOKS_ALLOW_PRIVATE="true",
            TELEGRAM_API_URL="http://127.0.0.1:9",
            LOG_LEVEL="WARNING",
        )
        manage(env, f"{PYTHON} manage.py migrate -v0")
        celery = [f"{BIN}/celery", "-A", "config"]
        stack.enter_context(started([*celery, "beat"], env, folder / "beat.log"))
        workers = Workers(stack, [*celery, "worker", "-c", "2"], env, folder)
        for far_side in (google, yandex, hooks):
            far_side.trouble = weather(time.monotonic() + TROUBLE_SECONDS)
        shop = [PYTHON, "-m", "benchmarks.storm_part", str(events), hooks.url]
        shopping = stack.enter_context(started(shop, env, folder / "shop.log"))
        took = outlast(workers, shopping, database)
        with psycopg.connect(database) as connection:
            ids = {pk for (pk,) in connection.execute(_FOLLOWED)}
            hooked = {pk for (pk,) in connection.execute(_OF_WEBHOOKS)}
            [[parked]] = connection.execute(_PARKED).fetchall()
        report(google, yandex, ids, parked=parked, kills=workers.kills, seconds=took)
        report_webhooks(hooks, hooked)


def weather(calm_at: float) -> Any:
    """Mostly failures until `calm_at`; now and then an answer that is lost, also afterwards."""
    dice = random.Random(6)

    def trouble(_request: Request) -> Trouble | None:
        if time.monotonic() < calm_at and dice.random() < 0.5:
            return dice.choice(_PASSING)
        return Trouble.LOST if dice.random() < 0.002 else None

    return trouble


class Workers:
    """Two workers, of which one at a time is killed and replaced."""

    def __init__(
        self, stack: ExitStack, command: list[str], env: Mapping[str, str], folder: Path
    ) -> None:
        self._stack, self._command, self._env, self._folder = stack, command, env, folder
        self.kills = 0
        self._running = [self._start(number) for number in range(2)]

    def kill_one(self) -> None:
        """Without a word to it or its children, as a machine that dies."""
        victim = self._running.pop(0)
        os.killpg(victim.process.pid, signal.SIGKILL)
        victim.process.wait()
        self.kills += 1
        self._running.append(self._start(self.kills + 1))

    def _start(self, number: int) -> Running:
        command = [*self._command, "-n", f"worker{number}@storm"]
        log = self._folder / f"worker{number}.log"
        return self._stack.enter_context(started(command, self._env, log))


def outlast(workers: Workers, shopping: Running, database: str) -> float:
    """Kill until it is enough, and wait until nothing waits; how many seconds that took."""
    began = time.monotonic()
    next_kill = began + 3 * KILL_EVERY
    with psycopg.connect(database, autocommit=True) as connection:
        while time.monotonic() - began < LONGEST:
            time.sleep(0.5)
            now = time.monotonic()
            if now > next_kill and now - began < KILL_FOR:
                workers.kill_one()
                next_kill = now + KILL_EVERY
            [[waiting]] = connection.execute(_WAITING, [_TOLD]).fetchall()
            if shopping.process.poll() == 0 and not waiting and now - began > KILL_FOR:
                break
            if shopping.process.poll():
                raise RuntimeError(shopping.log)
    return time.monotonic() - began


def report(
    google: ga4.GoogleAnalytics,
    yandex: metrika.Metrika,
    ids: set[str],
    *,
    parked: int,
    kills: int,
    seconds: float,
) -> None:
    told = Counter(event["params"]["event_id"] for event in google.events)
    seen = Counter(tuple(sorted(hit.items())) for hit in yandex.hits if hit["t"] == "event")
    acts = sum(seen.values())
    print(f"{len(ids):,} events, {kills} workers killed, {seconds:.0f} s, {parked} parked")
    print(f"Google: {len(ids - set(told))} lost, {sum(told.values()) - len(told)} repeated,")
    print(f"  of these in requests whose answer was lost: {_lost_events(google)};")
    print(f"  {len(google.requests):,} requests, {len(google.taken):,} taken")
    print(f"  {_bad(google)} bodies against Google's rules (None: not at hand)")
    print(f"Metrika: {acts:,} acts for {len(ids):,} events, {acts - len(seen)} look like repeats,")
    print(f"  {_lost(yandex)} answers lost; {len(yandex.requests):,} requests")


def report_webhooks(hooks: Hooks, ids: set[str]) -> None:
    print(
        f"Webhooks: {len(ids):,} events, {len(ids - set(hooks.told))} lost, {hooks.repeats} repeats,"
    )
    print(
        f"  each under the id it had; {_lost(hooks)} answers lost; {len(hooks.requests):,} requests"
    )


def _bad(google: ga4.GoogleAnalytics) -> int | None:
    if not google_rules.AT_HAND:
        return None
    bad = 0
    for body, request in zip(google.bodies, google.taken, strict=True):
        try:
            google_rules.check(body, len(request.body))
        except (AssertionError, jsonschema.ValidationError):
            bad += 1
    return bad


def _lost(far_side: FarSide) -> int:
    return len(far_side.lost)


def _lost_events(google: ga4.GoogleAnalytics) -> int:
    pairs = zip(google.bodies, google.taken, strict=True)
    return sum(len(body["events"]) for body, request in pairs if request in google.lost)


if __name__ == "__main__":
    main()
