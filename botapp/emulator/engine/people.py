"""People: they come, speak, press, leave and come back."""

from __future__ import annotations

from typing import Literal

from botapp.emulator.engine.asker import Asker
from botapp.emulator.engine.errors import JSON
from botapp.emulator.engine.state import Message


class Person(Asker):
    """A user of the app, speaking in one chat: their own with the bot, or a group."""

    def within(self, chat_id: int) -> Person:
        """The same person, speaking in another chat."""
        return Person(self.engine, self.user, self.engine.state.chats[chat_id])

    def start(self, payload: str = "") -> Message:
        """Opens the bot (by a deep link, with a payload); unblocks it."""
        if self.chat.blocked:
            self.unblock()
        return self.send(f"/start {payload}".strip())

    def block(self) -> None:
        """Blocks the bot (in a group: puts it out)."""
        self._membership("kicked")

    def unblock(self) -> None:
        """Lets the bot write again."""
        self._membership("member")

    def _membership(self, status: Literal["kicked", "member"]) -> None:
        blocked = status == "kicked"
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        self.chat.started = True
        member: JSON = {"user": self.engine.state.bot, "status": status}
        if blocked:
            member["until_date"] = 0
        old: JSON = {
            "user": self.engine.state.bot,
            "status": "member" if blocked else "kicked",
        }
        if not blocked:
            old["until_date"] = 0
        body = {
            "chat": self.engine.chat_json(self.chat),
            "from": self.user.as_json(),
            "date": int(self.engine.now()),
            "old_chat_member": old,
            "new_chat_member": member,
        }
        self.engine.updates.add("my_chat_member", body, self.chat.id)
        self._changed("chat")
