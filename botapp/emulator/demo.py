"""Who lives in the demo's chat list from the start."""

from __future__ import annotations

from botapp.emulator.engine import Engine, add_group, add_user
from botapp.emulator.engine.state import (
    FIRST_CUSTOMER_ID,
    SEEDED_CUSTOMER_ID,
    STAFF_CHAT_ID,
    STAFF_USER_ID,
)


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
