"""Who lives in the demo's chat list from the start."""

from __future__ import annotations

from botapp.emulator.engine import Engine, add_group, add_user
from botapp.emulator.engine.state import (
    FIRST_CUSTOMER_ID,
    SEEDED_CUSTOMER_ID,
    STAFF_CHAT_ID,
    STAFF_USER_ID,
    Chat,
)
from orders.demo.people import LAST_ID, person


def demo_people(engine: Engine, staff_chat_id: int = STAFF_CHAT_ID) -> None:
    """Emma (English), Ivan (Russian), Anna, who has a history, and the staff chat.

    Whoever is there already stays as they are.
    """
    state = engine.state
    if FIRST_CUSTOMER_ID not in state.users:
        add_user(
            engine,
            "Emma",
            last_name="Wilson",
            username="emma_w",
            language="en",
            phone="+15551234567",
            user_id=FIRST_CUSTOMER_ID,
        )
        add_user(
            engine,
            "Иван",
            last_name="Петров",
            username="ivan_petrov",
            language="ru",
            phone="+79991234567",
            user_id=FIRST_CUSTOMER_ID + 1,
        )
    if SEEDED_CUSTOMER_ID not in state.users:
        add_user(
            engine,
            "Анна",
            last_name="Иванова",
            language="ru",
            phone="+79001234567",
            user_id=SEEDED_CUSTOMER_ID,
        )
    if staff_chat_id not in state.chats:
        if STAFF_USER_ID not in state.users:
            add_user(
                engine,
                "Мария",
                username="maria_staff",
                language="ru",
                phone="+79990000901",
                user_id=STAFF_USER_ID,
            )
        add_group(engine, "Staff", [STAFF_USER_ID], staff_chat_id)


def recall_customer(engine: Engine, chat_id: int) -> Chat | None:
    """The chat of one of the demo store's invented customers, who comes to life when written to."""
    if not SEEDED_CUSTOMER_ID <= chat_id <= LAST_ID:
        return None
    if chat_id not in engine.state.users:
        known = person(chat_id - SEEDED_CUSTOMER_ID)
        first_name, _space, last_name = known.full_name.partition(" ")
        add_user(
            engine,
            first_name,
            last_name=last_name,
            username=known.username,
            language=known.telegram_language,
            phone=known.phone_number,
            user_id=chat_id,
        )
    chat = engine.state.chats[chat_id]
    chat.started = True
    return chat
