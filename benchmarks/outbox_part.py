"""One process of the outbox's benchmark: python -m benchmarks.outbox_part publish|soon|relay N"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import django
from django.db import transaction

django.setup()

from shop import outbox  # noqa: E402

CUSTOMERS = 1_000
PAYLOAD = {"order_id": 123, "old": "pending", "new": "confirmed"}


def publish(count: int) -> None:
    """Each event in a transaction of its own, as sales are."""
    for number in range(count):
        with transaction.atomic():
            outbox.publish("happened", PAYLOAD, customer_id=1 + number % CUSTOMERS)


def soon(count: int) -> None:
    """By the cheap road, as views are; over when the last is written."""
    for number in range(count):
        outbox.publish_soon("happened", PAYLOAD, customer_id=1 + number % CUSTOMERS)
    outbox.flush()


def relay(count: int) -> None:
    """Deliver until so many are delivered, as the task of a worker does, called again at once."""
    while count > 0:
        done = outbox.deliver_slices("sink", slices=20, seconds=20.0)
        count -= done
        if not done:
            time.sleep(0.01)


PARTS: dict[str, Callable[[int], None]] = {"publish": publish, "soon": soon, "relay": relay}


def main() -> None:
    part, count = PARTS[sys.argv[1]], int(sys.argv[2])
    outbox.deliver_to("nobody")  # a connection, before the time counts
    print("ready", flush=True)
    sys.stdin.readline()
    began, computed = time.perf_counter(), time.process_time()
    part(count)
    print(time.perf_counter() - began, time.process_time() - computed, flush=True)


if __name__ == "__main__":
    main()
