"""Telegram's server for stores that run as processes: real sockets, and trouble on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from itertools import count, cycle
from typing import Any, Self

import aiohttp
from aiohttp import web

from botapp.emulator.engine import Engine, Person, add_user, serve, staff_chat

TOKEN = "1234567890:TEST-token-of-the-servers-0123456789"
SECRET = "the-servers-secret"
WEBHOOK = "/telegram/webhook"

# Update and customer ids never come twice, since all tests share one store.
_updates = count(1_000_000, 1_000_000)
_people = count(7_100_000_001)

Update = dict[str, Any]
Hook = Callable[[str], Awaitable[None]]


async def _at_once(_method: str) -> None:
    return None


class Telegram:
    """The engine behind a port of its own, which hands each update to the next of `stores`.

    `before` and `after` are awaited in each call, before and after it has its effect.
    `most_at_once` is how many calls were under way at the same moment.
    """

    def __init__(self, port: int, stores: Sequence[str]) -> None:
        self.engine = Engine(TOKEN)
        self.engine.state.update_id = next(_updates)
        self.staff = staff_chat(self.engine)
        self.before: Hook = _at_once
        self.after: Hook = _at_once
        self.most_at_once = 0
        self._at_once = 0
        self._port = port
        self._stores = cycle(stores)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        await self.come_back()
        return self

    async def __aexit__(self, *_failure: object) -> None:
        await self._session.close()
        await self.go_away()

    async def come_back(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def go_away(self) -> None:
        """Refuse connections."""
        await self._runner.cleanup()

    def person(self, name: str = "Anna", language: str = "en") -> Person:
        """Somebody new."""
        user = add_user(self.engine, name, language=language, user_id=next(_people))
        return Person(self.engine, user)

    def shows(self, person: Person, text: str, buttons: Sequence[tuple[str, str]]) -> int:
        """A message that the bot has sent before, with buttons (label, data); its id."""
        person.chat.started = True
        rows = [[{"text": label, "callback_data": data}] for label, data in buttons]
        message = self.engine.post(person.chat, {"text": text}, markup={"inline_keyboard": rows})
        return message.id

    def take_updates(self) -> list[Update]:
        """What people did and the bot has not been told, oldest first; it is the caller's now."""
        updates = [row["update"] for row in self.engine.state.pending.values()]
        self.engine.updates.forget()
        return updates

    async def post(self, update: Update, store: str | None = None) -> int:
        """Hand `update` to a store, once; the status, 0 when the connection broke."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        address = f"{store or next(self._stores)}{WEBHOOK}"
        try:
            async with self._session.post(address, json=update, headers=headers) as response:
                await response.read()
                return response.status
        except aiohttp.ClientError:
            return 0

    async def deliver(self, update: Update, *, tries: int = 1, pause: float = 0.5) -> list[int]:
        """Hand `update` over until it is taken, each time to the other store; all the statuses."""
        statuses: list[int] = []
        while len(statuses) < tries:
            statuses.append(await self.post(update))
            if statuses[-1] == 200:
                return statuses
            await asyncio.sleep(pause)
        raise AssertionError(f"not taken in {tries} tries: {statuses} for {json.dumps(update)}")

    async def settle(self, *, tries: int = 1, pause: float = 0.5) -> list[int]:
        """Hand over everything that waits, one after another; all the statuses."""
        return [
            status
            for update in self.take_updates()
            for status in await self.deliver(update, tries=tries, pause=pause)
        ]

    async def press(self, person: Person, *labels: str, tries: int = 1) -> None:
        """Press one button after another, each on the newest screen."""
        for label in labels:
            person.press(label)
            await self.settle(tries=tries)

    async def say(self, person: Person, *texts: str, tries: int = 1) -> None:
        for text in texts:
            person.send(text)
            await self.settle(tries=tries)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await self.before(method)
            headers = {name.lower(): value for name, value in request.headers.items()}
            body = await request.read()
            answer = await serve(self.engine, request.method, request.path, headers, body)
            await self.after(method)
        finally:
            self._at_once -= 1
        return web.json_response(answer.body, status=answer.status)


class Hold:
    """A hook that keeps the first call of one of `methods` for ever: its caller is to be killed."""

    def __init__(self, *methods: str) -> None:
        self._methods = methods
        self._reached = asyncio.Event()

    async def __call__(self, method: str) -> None:
        if method in self._methods and not self._reached.is_set():
            self._reached.set()
            await asyncio.Event().wait()

    async def reached(self) -> None:
        """Wait until the call is there."""
        await asyncio.wait_for(self._reached.wait(), 20)


async def until(happened: Callable[[], bool], seconds: float) -> None:
    """Wait for `happened()`; fail when it has not within `seconds`."""
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0.05)
