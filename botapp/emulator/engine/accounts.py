"""New people and groups."""

from __future__ import annotations

from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.state import (
    FIRST_CUSTOMER_ID,
    SEEDED_CUSTOMER_ID,
    STAFF_CHAT_ID,
    Chat,
    User,
)


def add_user(
    engine: Engine,
    first_name: str,
    *,
    language: str = "en",
    last_name: str = "",
    username: str = "",
    phone: str = "",
    user_id: int | None = None,
) -> User:
    """A new account; its private chat stays unknown to the bot until the first message."""
    state = engine.state
    if user_id is None:
        own = (pk for pk in state.users if pk < SEEDED_CUSTOMER_ID)
        user_id = max([FIRST_CUSTOMER_ID - 1, *own]) + 1
    code = "+7999" if language == "ru" else "+1555"
    phone = phone or f"{code}{user_id % 10_000_000:07d}"
    user = User(user_id, first_name, last_name, username, language, phone)
    state.users[user_id] = user
    state.chats.setdefault(user_id, Chat(user_id, "private", members=[user_id]))
    state.touched.add(user_id)
    engine.journal.emit("chats")
    return user


def add_group(engine: Engine, title: str, members: list[int], chat_id: int = STAFF_CHAT_ID) -> Chat:
    """A supergroup with the bot in it; the first member is its owner."""
    chat = Chat(chat_id, "supergroup", title=title, members=members, started=True)
    engine.state.chats[chat_id] = chat
    engine.state.touched.add(chat_id)
    engine.journal.emit("chats")
    return chat
