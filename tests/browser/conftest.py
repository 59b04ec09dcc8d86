"""A demo store for this folder's tests, and tabs in which nothing may go wrong unseen."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chat import ChatPage
from tests.browser.chromium import chromium
from tests.browser.demo import DemoStore, filled

PATIENCE = 20_000  # ms; a busy machine is not a failure
expect.set_options(timeout=PATIENCE)

# Two shelves with pictures and a past are a store; all of it would take a minute to draw.
SEED = ("--products", "2", "--orders", "16", "--customers", "8")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The filled store, made once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    made = shared / "demo-store"
    with (shared / "demo-store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            filled(shared / "demo-store.part", *SEED).rename(made)
    return made


@pytest.fixture(scope="session")
def store(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStore]:
    """The store of this worker, open."""
    folder = tmp_path_factory.mktemp("browser") / "store"
    shutil.copytree(template, folder)
    found = DemoStore(folder)
    found.start()
    try:
        yield found
    finally:
        found.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Of a module and no longer: Playwright's loop runs in this thread, where other tests run theirs.
    with chromium() as found:
        yield found


class Tabs:
    """Opens pages and keeps what their consoles complain of."""

    def __init__(self, browser: Browser, store: DemoStore) -> None:
        self._browser = browser
        self._store = store
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def chat(self, **options: Any) -> ChatPage:
        """The emulator in a browser of its own: another visitor."""
        page = self.page(**options)
        page.goto(f"{self._store.url}/emulator/")
        ready(page)
        return ChatPage(page)

    def page(self, beside: Page | None = None, **options: Any) -> Page:
        """An empty tab; `beside` another one it shares the browser."""
        if beside is not None:
            context = beside.context
        else:
            options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
            context = self._browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
            self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._heard)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _heard(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.complaints.append(f"{line.location['url']}: {line.text}")


@pytest.fixture
def tabs(browser: Browser, store: DemoStore) -> Iterator[Tabs]:
    found = Tabs(browser, store)
    yield found
    found.close()
    assert found.complaints == []


def ready(page: Page) -> None:
    """Waits until the emulator has shown its first chat list."""
    page.wait_for_selector("body[data-ready=yes]")


Ready = Callable[[Page], None]
