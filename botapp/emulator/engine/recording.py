"""Recordings: what people did and what they saw, to be played back as a test."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from botapp.emulator.engine.accounts import add_user
from botapp.emulator.engine.acts import perform
from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.errors import JSON, ActionError
from botapp.emulator.engine.state import Chat
from botapp.emulator.engine.views import buttons_of, view

VERSION = 1
_PASSING = re.compile(r"(?<=[#№])\d+|\b\d{1,2}:\d\d(:\d\d)?\b|\b\d{4}-\d\d-\d\d\b")
_NOT_RECORDED = {"web_app"}
_POINTS = ("message_id", "reply_to")  # at a message, whose number is another one next time
_NUMBERS = {"query_id"}  # that are other ones next time, and can be done without


class _Places:
    """Messages by their place in each chat, and invoices' links, since this began to listen."""

    def __init__(self, engine: Engine) -> None:
        self._listeners = engine.journal.listeners
        self._ids: dict[int, list[int]] = defaultdict(list)
        self._links = engine.state.invoices
        self._links_before = len(self._links)
        self._listeners.append(self._hear)

    def stop(self) -> None:
        if self._hear in self._listeners:
            self._listeners.remove(self._hear)

    def place(self, chat_id: int, message_id: int) -> int | None:
        """None for a message of before."""
        ids = self._ids[chat_id]
        return ids.index(message_id) if message_id in ids else None

    def message_id(self, chat_id: int, place: int) -> int:
        """0 for a message that did not come this time."""
        ids = self._ids[chat_id]
        return ids[place] if place < len(ids) else 0

    def link_place(self, slug: str) -> int | None:
        """Of an invoice's link; None for one of before."""
        links = self._links_since()
        return links.index(slug) if slug in links else None

    def slug(self, place: int) -> str:
        """Of the link that was made as the `place`th this time; a made-up one if none was."""
        links = self._links_since()
        return links[place] if place < len(links) else "never-made"

    def _links_since(self) -> list[str]:
        return list(self._links)[self._links_before :]

    def _hear(self, event: JSON) -> None:
        if event["type"] == "message":
            self._ids[event["chat_id"]].append(event["message"]["message_id"])


class Recorder:
    """Collects acts between ``begin`` and ``save``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._acts: list[JSON] = []
        self._marks: dict[int, int] = {}
        self._places: _Places | None = None
        self.on = False

    def begin(self) -> None:
        """Starts anew; what is in the chats already is left out."""
        self._acts = []
        if self._places:
            self._places.stop()
        self._places = _Places(self._engine)
        self._marks = {chat.id: chat.last_id for chat in self._engine.state.chats.values()}
        self.on = True

    def note(self, act: JSON) -> None:
        """Keeps an act that was done: a press by its label, what points at a message or at an
        invoice's link by its place. What concerns a message of before is left out, but for a
        press: a new person may have such a button, too."""
        if not self.on or self._places is None or act["do"] in _NOT_RECORDED:
            return
        kept = {name: value for name, value in act.items() if name not in _NUMBERS}
        by_label = act["do"] == "press" and "label" in act
        if by_label:
            kept.pop("data", None)
        for name in _POINTS:
            if kept.get(name) is not None:
                place = self._places.place(act["chat"], kept.pop(name))
                if place is not None:
                    kept[f"{name}_place"] = place
                elif not by_label:
                    return
        if kept.get("slug"):
            place = self._places.link_place(kept.pop("slug"))
            if place is None:
                return
            kept["slug_place"] = place
        self._acts.append(kept)

    def save(self) -> JSON:
        """The recording, ready for json; recording ends."""
        self.on = False
        if self._places:
            self._places.stop()
        state = self._engine.state
        people = {act["user"] for act in self._acts}
        chats = {act["chat"] for act in self._acts} | {
            chat.id for chat in state.chats.values() if not chat.private
        }
        return {
            "version": VERSION,
            "people": [asdict(state.users[number]) for number in sorted(people)],
            "acts": self._acts,
            "seen": {
                str(number): seen(state.chats[number], self._marks.get(number, 0))
                for number in sorted(chats)
            },
        }


def seen(chat: Chat, after: int) -> list[JSON]:
    """The bot's messages as people see them, without numbers and times that pass."""
    return [
        {
            "text": _lasting(shown.text),
            "buttons": [[_lasting(label) for label in row] for row in shown.buttons],
            "photo": bool(shown.photo),
        }
        for shown in map(view, chat.messages.values())
        if shown.from_bot and shown.id > after
    ]


async def play(engine: Engine, recording: JSON, settle: Callable[[], Awaitable[Any]]) -> list[str]:
    """Does everything again with new people of the same names; the differences seen, if any.

    Whoever is in a group here works in the store: they stay who they are. ``settle`` waits until
    the bot has answered everything.
    """
    if recording.get("version") != VERSION:
        return [f"a recording of version {VERSION} is expected"]
    ids: dict[int, int] = {}
    groups = [chat for chat in engine.state.chats.values() if not chat.private]
    staff = {number for chat in groups for number in chat.members}
    for row in recording["people"]:
        if row["id"] in staff:
            continue
        facts = {key: row[key] for key in ("first_name", "last_name", "username")}
        user = add_user(engine, **facts, language=row["language_code"], phone=row["phone"])
        ids[row["id"]] = user.id
    marks = {chat.id: chat.last_id for chat in engine.state.chats.values()}
    differences = []
    places = _Places(engine)
    try:
        for number, act in enumerate(recording["acts"], 1):
            try:
                perform(engine, _renamed(engine, act, ids, places))
            except ActionError as error:
                differences.append(f"act {number} ({act['do']}): {error}")
            await settle()
    finally:
        places.stop()
    for key, expected in recording["seen"].items():
        chat = engine.state.chats.get(ids.get(int(key), int(key)))
        actual = seen(chat, marks.get(chat.id, 0)) if chat else []
        differences += _compared(key, expected, actual)
    return differences


def _lasting(text: str) -> str:
    return _PASSING.sub("…", text)


def _renamed(engine: Engine, act: JSON, ids: dict[int, int], places: _Places) -> JSON:
    user_id: int = act["user"]
    chat_id: int = act["chat"]
    chat_id = ids.get(chat_id, chat_id)
    renamed = act | {"user": ids.get(user_id, user_id), "chat": chat_id}
    for name in _POINTS:
        if f"{name}_place" in renamed:
            renamed[name] = places.message_id(chat_id, renamed.pop(f"{name}_place"))
    if "slug_place" in renamed:
        renamed["slug"] = places.slug(renamed.pop("slug_place"))
    chat = engine.state.chats.get(chat_id)
    if chat and act["do"] == "press" and "label" in act:
        return _found(chat, renamed)
    return renamed


def _found(chat: Chat, press: JSON) -> JSON:
    """The press of the button that says the same but for what passes: in its own message, else
    in the newest one that has it."""
    place, label = press.pop("message_id", None), _lasting(press["label"])
    for message in sorted(chat.messages.values(), key=lambda one: (one.id == place, one.id))[::-1]:
        for button in buttons_of(message.markup, "inline_keyboard"):
            if _lasting(button["text"]) == label:
                return press | {"label": button["text"], "message_id": message.id}
    return press


def _compared(chat: str, expected: list[JSON], actual: list[JSON]) -> list[str]:
    found = []
    for number in range(max(len(expected), len(actual))):
        wanted = expected[number] if number < len(expected) else None
        got = actual[number] if number < len(actual) else None
        if wanted != got:
            found.append(f"chat {chat}, message {number + 1}: expected {wanted}, saw {got}")
    return found
