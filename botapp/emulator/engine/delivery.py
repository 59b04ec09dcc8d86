"""Updates on their way to the bot: by webhook, by getUpdates, or drained in a test."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from botapp.emulator.engine.errors import JSON, ApiError
from botapp.emulator.engine.journal import Sent

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine

Headers = dict[str, str]
Handler = Callable[[Headers, bytes], Awaitable[tuple[int, bytes]]]
Post = Callable[[str, Headers, bytes], Awaitable[tuple[int, bytes]]]

_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_GIVE_UP_AFTER = 200


class Delivery:
    """The queue of updates: in order within a chat, several chats at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queues: dict[int, deque[int]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._post: Post | None = None
        self._places: asyncio.Semaphore | None = None
        self._arrived: asyncio.Event | None = None
        self.first_pause = 0.5
        self.longest_pause = 30.0

    def add(self, kind: str, body: JSON, chat_id: int) -> int | None:
        """Queues an update; None when ``allowed_updates`` leaves its kind out."""
        state = self._engine.state
        allowed = state.webhook.allowed_updates
        if (allowed and kind not in allowed) or (not allowed and kind in _NOT_BY_DEFAULT):
            if kind.endswith("_query"):  # somebody waits for an answer that cannot come
                self._engine.journal.emit("unwanted", chat_id=chat_id, update=kind)
            return None
        state.update_id += 1
        update = {"update_id": state.update_id, kind: body}
        state.pending[state.update_id] = {"key": chat_id, "update": update}
        self._queues.setdefault(chat_id, deque()).append(state.update_id)
        if self._arrived is not None:
            self._arrived.set()
        self._wake(chat_id)
        return state.update_id

    @property
    def idle(self) -> bool:
        """Nothing waits to be delivered."""
        return not self._engine.state.pending

    def forget(self) -> None:
        """Drops everything that waits."""
        self._engine.state.pending.clear()
        self._queues.clear()

    # By webhook

    def start(self, post: Post) -> None:
        """From now on updates are posted to the webhook's address, when there is one."""
        self._post = post
        self._places = asyncio.Semaphore(self._engine.state.webhook.max_connections)
        self._queues.clear()
        for number, row in self._engine.state.pending.items():
            self._queues.setdefault(row["key"], deque()).append(number)
        self.wake()

    async def stop(self) -> None:
        """Stops posting; what waits stays queued."""
        self._post = None
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self._workers.clear()

    def wake(self) -> None:
        """Looks again, after the webhook has changed."""
        if self._post is not None:
            self._places = asyncio.Semaphore(self._engine.state.webhook.max_connections)
        for key in list(self._queues):
            self._wake(key)

    def _wake(self, key: int) -> None:
        if self._post is None or not self._engine.state.webhook.url or key in self._workers:
            return
        worker = asyncio.get_running_loop().create_task(self._work(key))
        self._workers[key] = worker
        worker.add_done_callback(lambda done: self._retire(key, done))

    def _retire(self, key: int, worker: asyncio.Task[None]) -> None:
        if self._workers.get(key) is worker:
            del self._workers[key]
        if self._queues.get(key) and not worker.cancelled():
            self._wake(key)

    async def _work(self, key: int) -> None:
        queue = self._queues[key]
        attempt, pause = 0, self.first_pause
        while queue and self._post is not None and self._engine.state.webhook.url:
            if self._engine.trouble.out_of_order and not attempt:
                await self._engine.sleep(0.7)
                queue.reverse()
            number = queue[0]
            row = self._engine.state.pending.get(number)
            if row is None:
                queue.popleft()
                continue
            attempt += 1
            delivered = await self._try(row["update"], attempt)
            if delivered or attempt >= _GIVE_UP_AFTER:
                self._engine.state.pending.pop(number, None)
                if queue and queue[0] == number:
                    queue.popleft()
                attempt, pause = 0, self.first_pause
            else:
                await self._engine.sleep(pause)
                pause = min(pause * 2, self.longest_pause)

    async def _try(self, update: JSON, attempt: int) -> bool:
        webhook, post, places = self._engine.state.webhook, self._post, self._places
        if post is None or places is None:
            return False
        copies = self._engine.trouble.copies if attempt == 1 else 1

        async def handler(headers: Headers, body: bytes) -> tuple[int, bytes]:
            return await post(webhook.url, headers, body)

        async with places:
            tries = [self._hand_over(handler, update, attempt) for _ in range(copies)]
            statuses = await asyncio.gather(*tries)
        return all(200 <= status < 300 for status in statuses)

    # In a test

    async def drain(
        self, handler: Handler, *, attempts: int = 1, accept_failures: bool = False
    ) -> list[Sent]:
        """Hands every waiting update, and those that follow from it, to ``handler``.

        One after another, oldest first, without sleeping. An update refused ``attempts`` times
        stays queued and raises AssertionError (unless ``accept_failures``).
        """
        done: list[Sent] = []
        skipped: set[int] = set()
        while True:
            numbers = [number for number in self._engine.state.pending if number not in skipped]
            if not numbers:
                return done
            if self._engine.trouble.out_of_order:
                numbers.reverse()
            for number in numbers:
                row = self._engine.state.pending.get(number)
                if row is None:
                    continue
                sent = await self._drain_one(handler, row["update"], attempts)
                done.extend(sent)
                if 200 <= sent[-1].status < 300:
                    self._engine.state.pending.pop(number, None)
                    continue
                skipped.add(number)
                if not accept_failures:
                    last = sent[-1]
                    raise AssertionError(
                        f"update {row['update']} was answered {last.status} {last.answer}"
                    )

    async def _drain_one(self, handler: Handler, update: JSON, attempts: int) -> list[Sent]:
        sent: list[Sent] = []
        for attempt in range(1, attempts + 1):
            await self._hand_over(handler, update, attempt)
            sent.append(self._engine.journal.sent[-1])
            if 200 <= sent[-1].status < 300:
                break
        for copy in range(1, self._engine.trouble.copies):
            await self._hand_over(handler, update, copy + 1)
            sent.append(self._engine.journal.sent[-1])
        return sent

    # Both

    async def _hand_over(self, handler: Handler, update: JSON, attempt: int) -> int:
        engine = self._engine
        webhook = engine.state.webhook
        headers = {"content-type": "application/json"}
        if webhook.secret:
            headers["x-telegram-bot-api-secret-token"] = webhook.secret
        body = json.dumps(update, ensure_ascii=False).encode()
        sent = Sent(engine.journal.number(), engine.now(), update, attempt)
        began = time.perf_counter()
        try:
            sent.status, answer = await handler(headers, body)
            sent.answer = answer[:2000].decode(errors="replace")
        except (OSError, TimeoutError) as error:
            answer = b""
            sent.answer = f"{type(error).__name__}: {error}"
        sent.ms = (time.perf_counter() - began) * 1000
        if not 200 <= sent.status < 300:
            webhook.last_error_at = int(engine.now())
            webhook.last_error = (
                f"Wrong response from the webhook: {sent.status}" if sent.status else sent.answer
            )
        elif answer:
            await self._reply(answer)
        engine.journal.add_sent(sent)
        return sent.status

    async def _reply(self, answer: bytes) -> None:
        try:
            call = json.loads(answer)
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            method = call.pop("method")
            await self._engine.call(method, call)

    # By getUpdates

    async def get_updates(
        self, offset: int, limit: int, patience: float, allowed: list[str] | None
    ) -> list[JSON]:
        """Waiting updates from ``offset`` on; those before it are forgotten."""
        state = self._engine.state
        if state.webhook.url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if allowed is not None:
            state.webhook.allowed_updates = allowed
        if offset < 0:
            offset = next(iter(sorted(state.pending)[offset:]), 0)
        for number in [number for number in state.pending if number < offset]:
            row = state.pending.pop(number)
            queue = self._queues.get(row["key"])
            if queue and number in queue:
                queue.remove(number)
        if not state.pending and patience > 0:
            self._arrived = asyncio.Event()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), patience)
            self._arrived = None
        return [row["update"] for row in list(state.pending.values())[:limit]]
