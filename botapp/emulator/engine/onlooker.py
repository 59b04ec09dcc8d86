"""A person's view of a chat: what stands there, the newest screen, keyboard and toasts."""

from __future__ import annotations

from typing import Any

from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.errors import ActionError
from botapp.emulator.engine.state import Chat, Message, User
from botapp.emulator.engine.views import View, view


class Onlooker:
    """A user of the app, looking at one chat: their own with the bot, or a group."""

    def __init__(self, engine: Engine, user: User, chat: Chat | None = None) -> None:
        self.engine = engine
        self.user = user
        self.chat = chat or engine.state.chats[user.id]

    @property
    def id(self) -> int:
        """Telegram id."""
        return self.user.id

    @property
    def messages(self) -> list[View]:
        """Everything in the chat, oldest first."""
        return [view(message) for message in self.chat.messages.values()]

    @property
    def screen(self) -> View:
        """The bot's newest message."""
        for message in reversed(self.chat.messages.values()):
            if message.from_bot:
                return view(message)
        raise ActionError("the bot has said nothing here")

    @property
    def keyboard(self) -> list[list[str]]:
        """Labels of the reply keyboard, empty when there is none."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def toasts(self) -> list[str]:
        """Texts of the answered callback queries of this person, oldest first."""
        return [
            query.answer["text"]
            for query in self.engine.state.queries.values()
            if query.kind == "callback" and query.user_id == self.id and query.answer
            if query.answer["text"]
        ]

    def _newest_first(self, message_id: int | None) -> list[Message]:
        if message_id is not None:
            return [self._message(message_id)]
        return list(reversed(self.chat.messages.values()))

    def _message(self, message_id: int) -> Message:
        message = self.chat.messages.get(message_id)
        if message is None:
            raise ActionError(f"there is no message {message_id}")
        return message

    def _changed(self, kind: str, **facts: Any) -> None:
        self.engine.state.touched.add(self.chat.id)
        self.engine.journal.emit(kind, chat_id=self.chat.id, **facts)
