"""The engine: takes calls of the bot, keeps the chats, makes updates of what people do."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botapp.emulator.engine import checks, fields
from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.currencies import LARGEST
from botapp.emulator.engine.delivery import Delivery
from botapp.emulator.engine.errors import JSON, ApiError, bad_request, forbidden, too_many_requests
from botapp.emulator.engine.files import is_address
from botapp.emulator.engine.journal import Call, Journal
from botapp.emulator.engine.mentions import name_people
from botapp.emulator.engine.methods import METHODS as _METHODS
from botapp.emulator.engine.state import Chat, Message, State, User
from botapp.emulator.engine.trouble import Trouble

Fetch = Callable[[str], Awaitable[Upload]]
EXAMPLE_BOT = "7000000000:EXAMPLE"
_CANONICAL = {name.lower(): name for name in fields.METHODS}
_ADDRESSES = ("photo", "document")


@dataclass(slots=True)
class Answer:
    """What the bot gets: HTTP status and body; ``cut``: the connection breaks instead."""

    status: int
    body: JSON
    cut: bool = False


@dataclass(slots=True)
class Request:
    """A checked call on its way through a method."""

    method: str
    params: JSON
    uploads: dict[str, Upload]


class Engine:
    """One bot, its server and everybody it talks to, in memory.

    ``now`` and ``sleep`` may be replaced in tests; ``fetch`` brings files named by address
    (without it they are refused as Telegram refuses an address it cannot read). Invoices may be
    for ``largest_sums`` by currency, in smallest units, and a ten-thousandth of that; a currency
    taken out has no bounds.
    """

    def __init__(
        self,
        token: str = EXAMPLE_BOT,
        *,
        username: str = "demo_store_bot",
        name: str = "Demo Store",
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        fetch: Fetch | None = None,
    ) -> None:
        self.token = token
        self.now = now
        self.sleep = sleep
        self.fetch = fetch
        # Finds the chat of somebody who wrote to the bot before this Telegram began.
        self.recall: Callable[[int], Chat | None] = lambda chat_id: None
        self.callback_ttl = 300.0
        self.largest_sums = dict(LARGEST)
        self.state = State(int(token.partition(":")[0] or 0), username, name)
        # A bot remembers the updates it has seen: a server that begins anew must not repeat numbers.
        self.state.update_id = int(now())
        self.trouble = Trouble()
        self.journal = Journal()
        self.updates = Delivery(self)

    # Calls of the bot

    async def call(
        self,
        method: str,
        values: Mapping[str, Any] | None = None,
        uploads: Mapping[str, Upload] | None = None,
        *,
        token: str | None = None,
        from_form: bool = False,
    ) -> Answer:
        """Carries a call out as the Bot API does.

        ``values`` are JSON values, or texts when they come from a form or query string.
        """
        began = time.perf_counter()
        call = Call(self.journal.number(), self.now(), method, dict(values or {}))
        answer = await self._answer(call, dict(uploads or {}), token, from_form)
        call.status, call.answer = answer.status, answer.body
        call.ms = (time.perf_counter() - began) * 1000
        self.journal.add_call(call)
        return answer

    async def _answer(
        self, call: Call, uploads: dict[str, Upload], token: str | None, from_form: bool
    ) -> Answer:
        try:
            if token is not None and not hmac.compare_digest(token.encode(), self.token.encode()):
                raise ApiError(401, "Unauthorized")
            name = _CANONICAL.get(call.method.lower())
            if name is None:
                raise ApiError(404, "Not Found: method not found")
            call.method = name
            cut = await self._trouble_before(call)
            if cut is not None:
                return cut
            call.params = checks.checked(name, call.params, uploads, from_form=from_form)
            request = Request(name, call.params, uploads)
            await self._fetch_addresses(request)
            result = _METHODS[name](self, request)
            if asyncio.iscoroutine(result):
                result = await result
        except ApiError as error:
            body: JSON = {
                "ok": False,
                "error_code": error.code,
                "description": error.description,
            }
            if error.parameters:
                body["parameters"] = error.parameters
            return Answer(error.code, body)
        after = self.trouble.take("outage_after", name, call.params.get("chat_id"))
        if after is not None:
            return _bad_gateway(after.cut)
        return Answer(200, {"ok": True, "result": result})

    async def _trouble_before(self, call: Call) -> Answer | None:
        trouble = self.trouble
        chat_id = call.params.get("chat_id")
        if trouble.rules:
            slow = trouble.take("latency", call.method, chat_id)
            if slow is not None:
                await self.sleep(slow.seconds)
            outage = trouble.take("outage_before", call.method, chat_id)
            if outage is not None:
                return _bad_gateway(outage.cut)
            many = trouble.take("429", call.method, chat_id)
            if many is not None:
                raise too_many_requests(many.retry_after)
            error = trouble.take("error", call.method, chat_id)
            if error is not None:
                raise ApiError(error.code, error.words)
        if trouble.limits and call.method.startswith(("send", "copy", "forward")):
            try:
                wait = trouble.limits.wait(int(chat_id or 0))
            except ValueError:
                wait = 0
            if wait:
                raise too_many_requests(wait)
        return None

    async def _fetch_addresses(self, request: Request) -> None:
        media = request.params.get("media")
        holders = media if isinstance(media, list) else [media] if media else []
        places = [(request.params, name) for name in _ADDRESSES]
        places += [(holder, "media") for holder in holders]
        for holder, name in places:
            if is_address(holder.get(name)):
                if self.fetch is None:
                    raise bad_request("Failed to get HTTP URL content")
                try:
                    upload = await self.fetch(holder[name])
                except OSError:
                    raise bad_request("Failed to get HTTP URL content") from None
                key = f"fetched{len(request.uploads)}"
                request.uploads[key] = upload
                holder[name] = f"attach://{key}"

    # Chats

    def chat(self, chat_id: int | str) -> Chat:
        """The chat the bot names; "chat not found" when it cannot know it."""
        chat = self.state.chats.get(chat_id) if isinstance(chat_id, int) else None
        if isinstance(chat_id, int) and (chat is None or (chat.private and not chat.started)):
            chat = self.recall(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable_chat(self, chat_id: int | str) -> Chat:
        """The chat, unless the person blocked the bot or the group put it out."""
        chat = self.chat(chat_id)
        if chat.blocked:
            if chat.private:
                raise forbidden("bot was blocked by the user")
            raise forbidden("bot was kicked from the supergroup chat")
        return chat

    def chat_json(self, chat: Chat) -> JSON:
        """The Chat object of messages."""
        if not chat.private:
            return {"id": chat.id, "title": chat.title, "type": chat.kind}
        user = self.state.users[chat.id].as_json()
        body = {"id": chat.id, "type": "private", "first_name": user["first_name"]}
        for name in ("last_name", "username"):
            if name in user:
                body[name] = user[name]
        return body

    def post(
        self,
        chat: Chat,
        content: JSON,
        *,
        user: User | None = None,
        markup: JSON | None = None,
        invoice: JSON | None = None,
    ) -> Message:
        """A new message in the chat, by the bot or by ``user``; the page hears of it."""
        body: JSON = {
            "message_id": self.state.next_message_id(chat),
            "from": user.as_json() if user else self.state.bot,
            "chat": self.chat_json(chat),
            "date": int(self.now()),
            **name_people(self.state, content),
        }
        message = Message(body, from_bot=user is None, at=self.now(), invoice=invoice)
        chat.messages[message.id] = message
        below = user is None and self._keyboard(chat, message, markup)
        self._trim(chat)
        self.state.touched.add(chat.id)
        self.journal.emit("message", chat_id=chat.id, message=body)
        if below:
            self.journal.emit(
                "keyboard",
                chat_id=chat.id,
                keyboard=chat.keyboard,
                message_id=chat.keyboard_message,
            )
        return message

    def _keyboard(self, chat: Chat, message: Message, markup: JSON | None) -> bool:
        """Puts the keyboard where it belongs; whether that is below the input field."""
        if not markup:
            return False
        if "inline_keyboard" in markup:
            message.body["reply_markup"] = markup
            return False
        message.had_keyboard = True
        if "keyboard" in markup or "force_reply" in markup:
            chat.keyboard, chat.keyboard_message = markup, message.id
        else:
            chat.keyboard, chat.keyboard_message = None, 0
        return True

    def _trim(self, chat: Chat, most: int = 3000) -> None:
        if len(chat.messages) > most:
            for number in list(chat.messages)[: most // 10]:
                del chat.messages[number]

    def remove(self, chat: Chat, message: Message) -> None:
        """Deletes a message for everybody; its reply keyboard goes with it."""
        del chat.messages[message.id]
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        if chat.keyboard_message == message.id:
            chat.keyboard, chat.keyboard_message = None, 0
            self.journal.emit("keyboard", chat_id=chat.id, keyboard=None)
        self.state.touched.add(chat.id)
        self.journal.emit("deleted", chat_id=chat.id, message_id=message.id)


def _bad_gateway(cut: bool) -> Answer:
    body = {"ok": False, "error_code": 502, "description": "Bad Gateway"}
    return Answer(502, body, cut)
