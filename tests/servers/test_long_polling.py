"""`run_bot` as a process: a real bot on a machine that Telegram cannot reach."""

from __future__ import annotations

import asyncio
from pathlib import Path

from botapp.emulator.engine import STAFF_CHAT_ID, Person
from tests.infrastructure.migrated import migrated_sqlite
from tests.infrastructure.processes import PYTHON, environment, free_port, started
from tests.servers.telegram import SECRET, TOKEN, Telegram, until


async def test_it_asks_for_updates_answers_them_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    env = environment(
        SECRET_KEY="a-secret-key-for-long-polling-0123456789-abcdefghijk",
        DATABASE_URL=migrated_sqlite(tmp_path / "store.sqlite3"),
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_WEBHOOK_SECRET=SECRET,
        TELEGRAM_STAFF_CHAT_ID=str(STAFF_CHAT_ID),
        TELEGRAM_API_URL=f"http://127.0.0.1:{port}",
    )

    async with Telegram(port, ["http://127.0.0.1:9"]) as telegram:
        anna = telegram.person()
        anna.start()  # before the bot is there: Telegram keeps it
        with started([PYTHON, "manage.py", "run_bot"], env, tmp_path / "bot.log") as bot:
            await until(lambda: says(anna, "Welcome!"), 30)
            anna.press("Help")
            await until(lambda: says(anna, "How to order"), 10)
            # In a thread: the Telegram that hears its last word lives in this loop.
            assert await asyncio.to_thread(bot.stop) == 0
        assert "Traceback" not in bot.log
        assert telegram.engine.state.pending == {}
        assert [call.description for call in telegram.engine.journal.calls if not call.ok] == []


def says(person: Person, words: str) -> bool:
    return any(message.from_bot and words in message.text for message in person.messages)
