"""Keeps the emulator's state in one SQLite file, so that a restart loses nothing."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.errors import JSON

_PAUSE = 0.6
_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (name TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS body (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL);
"""


class Store:
    """Writes what changed, at most every 0.6 s, in a thread."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._bodies: set[str] = set()
        self._pending: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        engine.journal.listeners.append(lambda event: self.soon())

    def load(self) -> bool:
        """Reads the file; False when there is none (or it is of another make)."""
        if not self._path.exists():
            return False
        with self._open() as connection:
            rows = dict(connection.execute("SELECT name, body FROM document"))
            bodies = dict(connection.execute("SELECT digest, bytes FROM body"))
        connection.close()
        if "head" not in rows:
            return False
        head = json.loads(rows.pop("head"))
        try:
            self._engine.state.restore(head, [json.loads(body) for body in rows.values()])
        except (KeyError, TypeError):
            return False
        self._engine.state.bodies.update(bodies)
        self._bodies = set(bodies)
        return True

    def soon(self) -> None:
        """Writes shortly, together with what else changes until then."""
        if self._pending is None:
            loop = asyncio.get_running_loop()
            self._pending = loop.call_later(_PAUSE, self._begin)

    def _begin(self) -> None:
        self._pending = None
        task = asyncio.get_running_loop().create_task(self.write())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def write(self) -> None:
        """Writes what changed since the last time."""
        async with self._writing:
            documents, bodies = self._changes()
            await asyncio.to_thread(self._save, documents, bodies)

    def write_now(self) -> None:
        """The same, at the end of the process."""
        self._save(*self._changes())

    def forget(self) -> None:
        """Removes the file; the next start begins anew."""
        self._path.unlink(missing_ok=True)
        self._bodies.clear()

    def _changes(self) -> tuple[dict[str, str], dict[str, bytes]]:
        state = self._engine.state
        touched, state.touched = state.touched, set()
        documents = {"head": _text(state.head())}
        for chat_id in touched:
            if chat_id in state.chats:
                documents[f"chat:{chat_id}"] = _text(state.chat_json(chat_id))
        bodies = {key: body for key, body in state.bodies.items() if key not in self._bodies}
        self._bodies.update(bodies)
        return documents, bodies

    def _save(self, documents: dict[str, str], bodies: dict[str, bytes]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = self._open()
        with connection:
            connection.executescript(_SCHEMA)
            connection.executemany("REPLACE INTO body VALUES (?, ?)", bodies.items())
            connection.executemany("REPLACE INTO document VALUES (?, ?)", documents.items())
        connection.close()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)


def _text(body: JSON) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
