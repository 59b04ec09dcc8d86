"""What every test gets: no network, an empty cache, and an honest word on what was left out."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from shop import throttle
from shop.redis_cache import absence
from tests.infrastructure.flush import flushed_quickly
from tests.infrastructure.migrated import forget_templates, postgresql_template
from tests.infrastructure.processes import chromium_path
from tests.infrastructure.redis_database import redis_database

REASONS = {
    "postgres": "no PostgreSQL: set DATABASE_URL, or let one answer on 127.0.0.1:5432",
    "redis": "no Redis: set REDIS_URL, or let one answer on 127.0.0.1:6379",
    "browser": "no Chromium: install the package chromium",
}
LEFT_OUT = "left out: "


def on_postgres() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("postgresql"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    there = {
        "postgres": on_postgres(),
        "redis": bool(os.environ.get("REDIS_URL")),
        "browser": chromium_path() is not None,
    }
    for item in items:
        for name, reason in REASONS.items():
            if item.get_closest_marker(name) and not there[name]:
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT + reason))


def _left_out(reporter: Any) -> dict[str, list[str]]:
    """Reason → the tests that were left out for it."""
    found: dict[str, list[str]] = {}
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if LEFT_OUT in reason:
            found.setdefault(reason.split(LEFT_OUT, 1)[1], []).append(report.nodeid)
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for reason, tests in _left_out(terminalreporter).items():
        terminalreporter.section(f"{len(tests)} tests left out: {reason}", yellow=True)
        for test in sorted(tests):
            terminalreporter.line(f"  {test}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With REQUIRE_SERVICES a run that left something out for want of a service has failed.

    The run's workers end before it: nobody needs its templates any more.
    """
    if not hasattr(session.config, "workerinput"):
        forget_templates()
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REQUIRE_SERVICES") and exitstatus == 0 and reporter and _left_out(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database of each worker is a copy too, and waits for no disk either."""
    if on_postgres():
        database = settings.DATABASES["default"]
        database["TEST"]["TEMPLATE"] = postgresql_template()
        database["OPTIONS"]["options"] += " -c synchronous_commit=off"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may speak to this machine only."""
    connect, connect_ex, getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host and not _is_local(host):
            raise AssertionError(f"a test tried to look up {host!r}")
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


def _is_local(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _quick_flushes() -> Iterator[None]:
    with flushed_quickly():
        yield


@pytest.fixture(autouse=True)
def _store_language() -> None:
    """A request leaves its reader's language behind: no test may live on that of another."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    absence.forget()
    cache.clear()
    throttle.forget_all()
    yield
    cache.clear()


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis database that was empty and is this test's alone until it ends."""
    with redis_database() as url:
        yield url
