"""The emulator as an ASGI application: the page, its own API, and the Bot API.

``application`` is for ``config/asgi.py`` under DEMO: it takes token, secret and addresses from
the settings at the first request. ``create_app(engine)`` is for tests: nothing on disk, and
updates go wherever ``setWebhook`` says.
"""

from __future__ import annotations

import asyncio
import atexit
from functools import partial
from pathlib import Path

import aiohttp

from botapp.emulator.asgi import HttpResponse, Receive, Scope, Send, as_json, read, write
from botapp.emulator.demo import demo_people, recall_customer
from botapp.emulator.document import document, is_document
from botapp.emulator.engine import Engine, Upload, serve
from botapp.emulator.engine.delivery import Headers
from botapp.emulator.engine.state import STAFF_CHAT_ID, Webhook
from botapp.emulator.engine.wire import download, is_file
from botapp.emulator.pageapi import PageApi
from botapp.emulator.static import asset
from botapp.emulator.store import Store

_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5)
_MAX_FETCH = 20 * 1024 * 1024


class EmulatorApp:
    """Routes: ``…/bot<token>/<method>``, ``…/file/bot<token>/<path>``, ``/emulator/…``."""

    def __init__(self, engine: Engine | None = None, *, store_path: Path | None = None) -> None:
        self._engine = engine
        self._store_path = store_path
        self._staff_chat_id = STAFF_CHAT_ID
        self._page: PageApi | None = None
        self._store: Store | None = None
        self._session: aiohttp.ClientSession | None = None
        self._starting = asyncio.Lock()

    @property
    def engine(self) -> Engine:
        """The engine behind the page; there once the first request came."""
        if self._engine is None:
            raise RuntimeError("the emulator has not been started")
        return self._engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry; lifespan is answered so that uvicorn can serve it alone."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        page = self._page or await self._started_page()
        request = await read(scope, receive)
        path: str = scope["path"]
        if is_file(path):
            status, body, kind = download(self.engine, path)
            await write(HttpResponse(status, body, kind), receive, send)
        elif "/bot" in path:
            answer = await serve(
                self.engine, request.verb, path, request.headers, request.body, request.query
            )
            response = as_json(answer.body, answer.status)
            response.cut = answer.cut
            await write(response, receive, send)
        elif path.startswith("/emulator/app/"):
            response = await page.answer(request, path.removeprefix("/emulator/app/"))
            await write(response, receive, send)
        elif is_document(path):
            await write(document(request), receive, send)
        else:
            await write(asset(path), receive, send)

    async def stop(self) -> None:
        """Stops deliveries, writes the state, closes connections."""
        if self._engine is not None:
            await self._engine.updates.stop()
        if self._store is not None:
            await self._store.write()
        if self._session is not None:
            await self._session.close()
        self._page = None
        self._session = None

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _started_page(self) -> PageApi:
        async with self._starting:
            if self._page is None:
                self._page = self._start()
        return self._page

    def _start(self) -> PageApi:
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        if self._engine is None:
            self._engine, self._store_path, self._staff_chat_id = _from_settings()
        self._engine.fetch = self._fetch
        if self._store_path is not None:
            self._store = Store(self._engine, self._store_path)
            webhook = self._engine.state.webhook
            if self._store.load() and webhook.url:
                kept = self._engine.state.webhook
                self._engine.state.webhook = Webhook(webhook.url, webhook.secret)
                self._engine.state.webhook.allowed_updates = kept.allowed_updates
            atexit.register(self._store.write_now)
        demo_people(self._engine, self._staff_chat_id)
        self._engine.recall = partial(recall_customer, self._engine)
        self._engine.updates.start(self._post)
        return PageApi(self._engine, self._store)

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise ConnectionError("the emulator is stopping")
        return self._session

    async def _post(self, url: str, headers: Headers, body: bytes) -> tuple[int, bytes]:
        try:
            async with self._http().post(url, data=body, headers=headers) as response:
                return response.status, await response.read()
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error

    async def _fetch(self, url: str) -> Upload:
        try:
            async with self._http().get(url) as response:
                if response.status != 200:
                    raise ConnectionError(f"{url} answered {response.status}")
                body = await response.content.read(_MAX_FETCH)
                name = url.rpartition("/")[2] or "file"
                return Upload(name, body, response.content_type)
        except (aiohttp.ClientError, ValueError) as error:
            raise ConnectionError(str(error)) from error


def create_app(engine: Engine, *, store_path: Path | None = None) -> EmulatorApp:
    """An application around an engine of one's own."""
    return EmulatorApp(engine, store_path=store_path)


def _from_settings() -> tuple[Engine, Path, int]:
    from django.conf import settings

    engine = Engine(settings.TELEGRAM_BOT_TOKEN, name=settings.STORE_NAME)
    engine.state.webhook = Webhook(
        url=f"{settings.PUBLIC_URL.rstrip('/')}/telegram/webhook",
        secret=settings.TELEGRAM_WEBHOOK_SECRET,
    )
    path = Path(settings.BASE_DIR) / "var" / "emulator.sqlite3"
    return engine, path, settings.TELEGRAM_STAFF_CHAT_ID or STAFF_CHAT_ID


application = EmulatorApp()
