"""Shortcuts for tests: people, the staff's group, the calls made."""

from __future__ import annotations

from botapp.emulator.engine.accounts import add_group, add_user
from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.journal import Call
from botapp.emulator.engine.people import Person
from botapp.emulator.engine.state import STAFF_CHAT_ID, STAFF_USER_ID, Chat


def customer(
    engine: Engine,
    first_name: str = "Anna",
    *,
    language: str = "en",
    last_name: str = "",
    username: str = "",
    phone: str = "",
) -> Person:
    """A new person who has not spoken to the bot yet."""
    user = add_user(
        engine,
        first_name,
        language=language,
        last_name=last_name,
        username=username,
        phone=phone,
    )
    return Person(engine, user)


def staff_chat(engine: Engine, *, chat_id: int = STAFF_CHAT_ID) -> Person:
    """The group of staff, seen by its owner."""
    chat: Chat | None = engine.state.chats.get(chat_id)
    if chat is None:
        owner = add_user(engine, "Maria", username="maria_staff", user_id=STAFF_USER_ID)
        chat = add_group(engine, "Staff", [owner.id], chat_id)
    return Person(engine, engine.state.users[chat.members[0]], chat)


def calls(engine: Engine, *methods: str, ok: bool | None = None) -> list[Call]:
    """The bot's calls so far, of these methods, refused ones too unless ``ok`` is given."""
    return [
        call
        for call in engine.journal.calls
        if (not methods or call.method in methods) and (ok is None or call.ok is ok)
    ]


def make_unreachable(person: Person, message_id: int) -> None:
    """The bot sees the message as InaccessibleMessage and can no longer edit it."""
    person.chat.messages[message_id].unreachable = True
