"""What the page asks the server: chats, acts of people, live events, trouble, recordings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from botapp.emulator.asgi import HttpRequest, HttpResponse, as_json
from botapp.emulator.engine import ActionError, ApiError, Engine, Limits, add_user
from botapp.emulator.engine.acts import perform
from botapp.emulator.engine.currencies import decimals
from botapp.emulator.engine.errors import JSON
from botapp.emulator.engine.journal import call_json, sent_json
from botapp.emulator.engine.methods.profile import commands_for, text_for
from botapp.emulator.engine.recording import Recorder, play
from botapp.emulator.engine.state import Chat
from botapp.emulator.live import Live
from botapp.emulator.store import Store

_SHOWN_MESSAGES = 300
_QUIET_SECONDS = 0.5


class PageApi:
    """``/emulator/app/<name>``."""

    def __init__(self, engine: Engine, store: Store | None) -> None:
        self._engine = engine
        self._store = store
        self._recorder = Recorder(engine)
        self._live = Live(engine, self._completed)
        self._routes: dict[str, Callable[[HttpRequest], Awaitable[HttpResponse]]] = {
            "state": self._state,
            "chat": self._chat,
            "invoice": self._invoice,
            "do": self._do,
            "user": self._user,
            "read": self._read,
            "trouble": self._trouble,
            "log": self._log,
            "record": self._record,
            "play": self._play,
            "events": self._stream,
        }

    async def answer(self, request: HttpRequest, name: str) -> HttpResponse:
        """The response to the page."""
        if name.startswith("file/"):
            return self._file(name.removeprefix("file/"), request)
        route = self._routes.get(name.rstrip("/"))
        if route is None:
            return as_json({"error": "not found"}, 404)
        try:
            return await route(request)
        except ActionError as error:
            return as_json({"error": str(error)}, 409)
        except ApiError as error:
            return as_json({"error": error.description}, 409)
        except (KeyError, TypeError, ValueError) as error:
            return as_json({"error": f"not understood: {error!r}"}, 400)

    # What is there

    async def _state(self, request: HttpRequest) -> HttpResponse:
        self._live.begin()
        state = self._engine.state
        journal = self._engine.journal
        entries = [call_json(call) for call in list(journal.calls)[-200:]]
        entries += [sent_json(sent) for sent in list(journal.sent)[-200:]]
        return as_json(
            {
                "bot": state.bot,
                "chats": [self._summary(chat) for chat in state.chats.values()],
                "people": {str(user.id): user.as_json() for user in state.users.values()},
                "trouble": self._engine.trouble.as_json(),
                "webhook": {"url": state.webhook.url, "pending": len(state.pending)},
                "recording": self._recorder.on,
                "log": sorted(entries, key=lambda entry: int(entry["number"])),
                "event": self._live.last,
            }
        )

    def _summary(self, chat: Chat) -> JSON:
        newest = next(reversed(chat.messages.values())) if chat.messages else None
        user = self._engine.state.users.get(chat.id)
        unread = sum(
            1
            for message in chat.messages.values()
            if message.from_bot and message.id > chat.read_up_to
        )
        return {
            "id": chat.id,
            "kind": chat.kind,
            "title": chat.title
            or (f"{user.first_name} {user.last_name}".strip() if user else str(chat.id)),
            "language": user.language_code if user else "",
            "speaker": chat.members[0],
            "staff": any(
                chat.id in other.members
                for other in self._engine.state.chats.values()
                if not other.private
            ),
            "blocked": chat.blocked,
            "started": chat.started,
            "unread": unread,
            "last": newest.body if newest else None,
        }

    async def _chat(self, request: HttpRequest) -> HttpResponse:
        chat = self._named_chat(int(request.arguments["id"]))
        profile = self._engine.state.profile
        user = self._engine.state.users.get(chat.members[0])
        language = user.language_code if user else ""
        menu = profile.menu_buttons.get(str(chat.id)) or profile.menu_buttons.get("")
        shown = list(chat.messages.values())[-_SHOWN_MESSAGES:]
        return as_json(
            {
                **self._summary(chat),
                "messages": [message.shown for message in shown],
                "keyboard": chat.keyboard,
                "keyboard_message": chat.keyboard_message,
                "pinned": [number for number in chat.pinned if number in chat.messages],
                "commands": commands_for(profile, chat.id, chat.private, language),
                "menu_button": menu if chat.private else None,
                "about": text_for(profile, "description", language),
                "short": text_for(profile, "short_description", language),
                "phone": user.phone if user else "",
                "event": self._live.last,
            }
        )

    def _named_chat(self, number: int) -> Chat:
        chat = self._engine.state.chats.get(number)
        if chat is None:
            raise ActionError("there is no such chat")
        return chat

    async def _invoice(self, request: HttpRequest) -> HttpResponse:
        where = request.arguments
        message = None
        if "slug" in where:
            invoice = self._engine.state.invoices.get(where["slug"])
        else:
            message = self._named_chat(int(where["chat"])).messages.get(int(where["message_id"]))
            invoice = message.invoice if message else None
        if invoice is None:
            raise ActionError("there is no such invoice")
        bill = {name: value for name, value in invoice.items() if name != "payload"}
        bill |= {"units": 10 ** decimals(invoice["currency"])}
        return as_json(bill | {"receipt": message.receipt if message else None})

    def _file(self, file_id: str, request: HttpRequest) -> HttpResponse:
        file = self._engine.state.files.get(file_id)
        if file is None:
            return as_json({"error": "not found"}, 404)
        headers = {
            "cache-control": "private, max-age=31536000, immutable",
            "x-content-type-options": "nosniff",
            "content-security-policy": "sandbox",
        }
        if "download" in request.arguments:
            name = file.name.encode("ascii", "replace").decode().replace('"', "'")
            headers["content-disposition"] = f'attachment; filename="{name}"'
        kind = file.mime or "application/octet-stream"
        return HttpResponse(200, self._engine.state.bodies[file.digest], kind, headers)

    # What people do

    async def _do(self, request: HttpRequest) -> HttpResponse:
        act = request.json()
        result = perform(self._engine, act)
        self._recorder.note(act)
        return as_json(result)

    async def _user(self, request: HttpRequest) -> HttpResponse:
        wish = request.json()
        name = str(wish["name"]).strip()
        if not name:
            raise ActionError("a name is needed")
        first, _, last = name.partition(" ")
        user = add_user(self._engine, first, last_name=last.strip(), language=str(wish["language"]))
        return as_json({"id": user.id})

    async def _read(self, request: HttpRequest) -> HttpResponse:
        chat = self._named_chat(request.json()["chat"])
        chat.read_up_to = chat.last_id
        self._engine.state.touched.add(chat.id)
        if self._store:
            self._store.soon()
        return as_json({})

    # Trouble and the log

    async def _trouble(self, request: HttpRequest) -> HttpResponse:
        trouble = self._engine.trouble
        wish = request.json() if request.verb == "POST" else None
        if wish is not None:
            trouble.clear()
            trouble.latency(float(wish.get("latency") or 0))
            if retry_after := _number(wish, "retry_after"):
                times = _number(wish, "times_429") or None
                trouble.too_many_requests(retry_after, times=times)
            if wish.get("outage") in {"before", "after"}:
                times = _number(wish, "times_outage") or None
                trouble.outage(wish["outage"], times=times, cut=bool(wish.get("cut")))
            trouble.duplicates(_number(wish, "copies"))
            trouble.out_of_order = bool(wish.get("out_of_order"))
            trouble.limits = Limits(self._engine.now) if wish.get("limits") else None
        return as_json(trouble.as_json())

    async def _log(self, request: HttpRequest) -> HttpResponse:
        if request.verb == "DELETE":
            self._engine.journal.clear()
        return as_json({})

    async def _record(self, request: HttpRequest) -> HttpResponse:
        if request.json().get("on"):
            self._recorder.begin()
            return as_json({"recording": True})
        await self._settled()  # what the bot still has to say belongs to it
        return as_json(self._recorder.save())

    async def _play(self, request: HttpRequest) -> HttpResponse:
        differences = await play(self._engine, request.json(), self._settled)
        return as_json({"differences": differences})

    async def _settled(self) -> None:
        """Waits until nothing has happened for half a second, at most 15 s."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + 15
        self._live.active_at = loop.time()
        while loop.time() < deadline:
            quiet = loop.time() - self._live.active_at > _QUIET_SECONDS
            if quiet and self._engine.updates.idle:
                return
            await asyncio.sleep(0.05)

    # Live events

    def _completed(self, event: JSON) -> JSON:
        """What is now the last message of the chat, and how many are unread."""
        if event["type"] != "deleted":
            return event
        summary = self._summary(self._engine.state.chats[event["chat_id"]])
        return event | {name: summary[name] for name in ("last", "unread")}

    async def _stream(self, request: HttpRequest) -> HttpResponse:
        self._live.begin()
        given = request.headers.get("last-event-id") or request.arguments.get("after") or ""
        after = int(given) if given.isdigit() else self._live.last
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        stream = self._live.since(after)
        return HttpResponse(200, b"", "text/event-stream", headers, stream)


def _number(wish: JSON, name: str) -> int:
    return int(wish.get(name) or 0)
