"""What an update says, as the handlers need it: no Telegram types beyond this line."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

MAX_STORED_TEXT = 4096


@dataclass(frozen=True)
class Sender:
    """Who wrote, by their Telegram profile."""

    id: int
    full_name: str
    username: str
    language: str


@dataclass(frozen=True)
class Press:
    """A press of an inline button; `message_id` is None when its message can be edited no more."""

    query_id: str
    data: str
    message_id: int | None
    on_photo: bool


@dataclass(frozen=True)
class Said:
    """A message: its text, or the phone number of a shared contact."""

    message_id: int
    text: str = ""
    phone_number: str = ""
    is_own_contact: bool = False

    @property
    def command(self) -> str:
        """`start` of `/start ref_5`, else empty."""
        first = self.text.split(maxsplit=1)[0] if self.text.startswith("/") else ""
        return first[1:].partition("@")[0].lower()

    @property
    def arguments(self) -> str:
        return self.text.partition(" ")[2].strip()


@dataclass(frozen=True)
class Incoming:
    """One update of a private chat, from a person."""

    update_id: int
    sender: Sender
    press: Press | None = None
    said: Said | None = None


def read(update: Update) -> Incoming | None:
    """The update as handlers need it; None when it is not a person's in a private chat.

    What Telegram itself notes in the chat (Stars went back, something was pinned) nobody said.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None or chat.type != ChatType.PRIVATE or user.is_bot:
        return None
    sender = Sender(
        user.id,
        _text(user.full_name)[:200],
        _text(user.username)[:64],
        _text(user.language_code)[:16],
    )
    query = update.callback_query
    if query is not None:
        editable = query.message if isinstance(query.message, Message) else None
        press = Press(
            query.id,
            _text(query.data),
            editable.message_id if editable else None,
            bool(editable and editable.photo),
        )
        return Incoming(update.update_id, sender, press=press)
    message = update.message
    if message is None or filters.StatusUpdate.ALL.check_update(update):
        return None
    contact = message.contact
    said = Said(
        message.message_id,
        _text(message.text)[:MAX_STORED_TEXT],
        _text(contact.phone_number) if contact else "",
        bool(contact and contact.user_id == user.id),
    )
    return Incoming(update.update_id, sender, said=said)


def _text(value: str | None) -> str:
    """`value` without what a database cannot hold: NUL characters and lone surrogates."""
    return (value or "").replace("\0", "").encode(errors="replace").decode()
