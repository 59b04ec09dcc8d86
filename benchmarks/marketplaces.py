"""Sellers read side by side by real workers, from stand-ins that enforce the limits.

By hand, not with `make bench`: it takes minutes. `DATABASE_URL` names an empty database with the
migrations done, `REDIS_URL` an empty Redis. One seller's account always fails; a worker is killed
with SIGKILL every so often.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

SELLERS, PRODUCTS, WORKERS, KILL_EVERY = 30, 2_000, 2, 25.0
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--sellers", type=int, default=SELLERS)
    chosen.add_argument("--products", type=int, default=PRODUCTS)
    chosen.add_argument("--workers", type=int, default=WORKERS)
    chosen.add_argument("--kill-every", type=float, default=KILL_EVERY)
    chosen.add_argument("--patience", type=float, default=3600.0)
    options = chosen.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    os.environ.setdefault("SECRET_KEY", "a-secret-key-for-benchmarks-only-0123456789-abcdefghijk")
    os.environ.setdefault("FIELD_ENCRYPTION_KEYS", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django  # after the settings are named

    django.setup()
    Trial(options).run()


class Trial:
    def __init__(self, options: argparse.Namespace) -> None:
        from tests.fakes.marketplaces import FakeOzon, FakeWildberries

        self.options = options
        self.wildberries, self.ozon = FakeWildberries(), FakeOzon()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.killed = 0
        self.goods = 0

    def run(self) -> None:
        with self.wildberries, self.ozon:
            accounts = self._accounts()
            try:
                self._read("first", accounts)
                self._read("second", accounts)
            finally:
                for worker in self.workers:
                    worker.kill()

    def _accounts(self) -> list[int]:
        from tests.fakes.far_side import Trouble
        from tests.fakes.marketplaces import Goods
        from tests.marketplaces.syncing import at_ozon, at_wildberries

        found = []
        for number in range(self.options.sellers):
            is_ozon = number % 3 == 2
            goods = Goods(number, products=self.options.products, orders_a_day=0.05, ozon=is_ozon)
            if is_ozon:
                account = at_ozon(self.ozon, goods, client_id=str(7000 + number), name=f"o{number}")
            else:
                token = f"token-of-{number}"
                account = at_wildberries(self.wildberries, goods, token=token, name=f"w{number}")
            found.append(account.pk)
        self.wildberries.trouble = lambda request: (
            Trouble.ERROR if request.headers.get("authorization") == "token-of-0" else None
        )
        return found

    def _read(self, name: str, accounts: list[int]) -> None:
        from integrations.models import MarketplaceAccount, SyncRun
        from integrations.sync.open_run import open_run
        from integrations.sync.schedule import wake_waiting

        began, killed_before = time.monotonic(), self.killed
        runs = [
            open_run(account=account, trigger=SyncRun.Trigger.HAND).pk
            for account in MarketplaceAccount.objects.filter(pk__in=accounts)
        ]
        kill_at = began + self.options.kill_every
        while True:
            self._keep_workers()
            wake_waiting()  # beat's part
            time.sleep(2)
            if self.options.kill_every and time.monotonic() >= kill_at:
                self._kill_one()
                kill_at = time.monotonic() + self.options.kill_every
            left = SyncRun.objects.filter(pk__in=runs, state__in=SyncRun.OPEN).count()
            if not left:
                break
            if time.monotonic() - began > self.options.patience:
                print(f"{left} runs are not done")
                break
        self._tell(name, runs, time.monotonic() - began, self.killed - killed_before)

    def _keep_workers(self) -> None:
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < self.options.workers:
            environment = {
                **os.environ,
                "WILDBERRIES_URL_TEMPLATE": self.wildberries.template,
                "OZON_URL": self.ozon.url,
            }
            command = [sys.executable, "-m", "celery", "-A", "config", "worker"]
            command += ["-P", "solo", "-Q", "sync,default", "-l", "ERROR", "--without-heartbeat"]
            self.workers.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip

    def _kill_one(self) -> None:
        if self.workers:
            self.workers[0].send_signal(signal.SIGKILL)
            self.workers[0].wait()
            self.killed += 1

    def _tell(self, name: str, runs: list[int], seconds: float, killed: int) -> None:
        from integrations.models import (
            MarketplaceProduct,
            ProductDay,
            SyncRun,
            WarehouseDay,
        )

        done = list(SyncRun.objects.filter(pk__in=runs))
        print(f"{name}: {seconds:.0f} s, {killed} workers killed")
        print("  runs:", dict(Counter(run.state for run in done)))
        print(
            "  failed:", [(run.account_id, run.error_code) for run in done if run.state == "failed"]
        )
        print(
            "  rows read", sum(run.read for run in done),
            "written", sum(run.written for run in done),
            "unchanged", sum(run.unchanged for run in done),
        )  # fmt: skip
        print(
            "  products", MarketplaceProduct.objects.count(),
            "days", ProductDay.objects.count(),
            "days of warehouses", WarehouseDay.objects.count(),
        )  # fmt: skip
        for fake in (self.wildberries, self.ozon):
            print(
                f"  {type(fake).__name__}: {len(fake.requests)} requests,",
                f"limits exceeded {len(fake.enforced.exceeded)} times,",
                f"not as described: {fake.spec.wrong[:3]}",
            )


if __name__ == "__main__":
    main()
