"""Taking the next code of a digital variant: the same with 10 of them and with 100,000."""

from __future__ import annotations

import json
import statistics
import subprocess
import time

from cryptography.fernet import Fernet

from benchmarks.result import Result
from tests.infrastructure import processes
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import PYTHON, environment

FEW, MANY = 10, 100_000
_TIMES = 200
_SECONDS = 300


def run() -> list[Result]:
    """How long it takes to find, lock and mark a code, and how that grows."""
    with database_url("bench_codes") as url:
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="config.settings.production",
            DATABASE_URL=url,
            FIELD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
            LOG_FORMAT="console",
        )
        for command in (["manage.py", "migrate", "-v0"], ["-m", "benchmarks.take_code"]):
            done = subprocess.run(
                [PYTHON, *command],
                cwd=processes.ROOT,
                env=env,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=True,
            )
    few, many = json.loads(done.stdout.splitlines()[-1])
    return [
        Result("take a code of 10", few * 1000, "ms"),
        Result("take a code of 100,000", many * 1000, "ms"),
        Result("take a code, 100,000 to 10", many / few),
    ]


# --- Inside the measured process


def _measure() -> tuple[float, float]:
    """Medians, the two taken in turn so that what else the machine does falls on both."""
    from django.db import connection, transaction

    from catalog.models import Category, Product, ProductVariant
    from orders.models import DigitalCode
    from orders.services.hand_over import next_codes

    shelf = Category.objects.create(name="Codes", slug="codes")
    product = Product.objects.create(category=shelf, name="Code")
    variants = {
        count: ProductVariant.objects.create(
            product=product, sku=f"C{count}", price=1, combination=str(count), is_digital=True
        )
        for count in (FEW, MANY)
    }
    for count, variant in variants.items():
        # Each round is rolled back: what is measured is the same stock every time.
        DigitalCode.objects.bulk_create(
            (
                DigitalCode(variant=variant, code="x", fingerprint=f"{count}-{number}")
                for number in range(count)
            ),
            batch_size=5_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_digitalcode")
    took: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(_TIMES):
        for count, variant in variants.items():
            with transaction.atomic():
                began = time.perf_counter()
                codes = next_codes(variant.pk, 1)
                DigitalCode.objects.filter(pk__in=codes, item=None).update(uploaded_by="bench")
                took[count].append(time.perf_counter() - began)
                transaction.set_rollback(True)
    return statistics.median(took[FEW]), statistics.median(took[MANY])


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_measure()))
