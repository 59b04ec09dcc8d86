"""A screen of the bot: what one message shows, as a value."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from botapp.callbacks import Callback

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_TOAST = 200
MAX_LABEL = 64


@dataclass(frozen=True)
class Button:
    """An inline button: ours, or a link. `below` answers under the message, which stays."""

    label: str
    callback: Callback | None = None
    url: str = ""
    below: bool = False


@dataclass(frozen=True)
class ReplyKeys:
    """Telegram's own keyboard under the input field, which alone can share a contact."""

    contact_label: str
    labels: Sequence[str] = ()
    placeholder: str = ""


@dataclass(frozen=True)
class Screen:
    """What a customer is to see.

    `text` is Telegram's HTML, escaped already. `photo` names a stored file. `route` draws the
    screen again. One with `keys` is always a new message (Telegram cannot edit those). One with a
    `notice` takes that keyboard away by a message of its own, gone at once. One that `stays` is
    left in the chat when the next screen comes. `confirms` is the order that it tells of.
    """

    text: str
    rows: Sequence[Sequence[Button]] = ()
    photo: str = ""
    route: Callback | None = None
    keys: ReplyKeys | None = None
    notice: str = ""
    stays: bool = False
    confirms: int | None = None

    @property
    def inline(self) -> InlineKeyboardMarkup | None:
        """The buttons under the message, as the Bot API wants them."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup([[_inline(button) for button in row] for row in self.rows])

    @property
    def markup(self) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
        """The keyboard of a new message, of either kind."""
        if self.keys is not None:
            contact = KeyboardButton(self.keys.contact_label, request_contact=True)
            return ReplyKeyboardMarkup(
                [[contact], [KeyboardButton(label) for label in self.keys.labels]],
                resize_keyboard=True,
                one_time_keyboard=True,
                input_field_placeholder=self.keys.placeholder or None,
            )
        return self.inline


REMOVE_KEYS = ReplyKeyboardRemove()


def render(template: str, language: str, **context: Any) -> str:
    """`templates/bot/<template>.html` in `language`; blank lines that tags leave are folded."""
    with translation.override(language):
        text = render_to_string(f"bot/{template}.html", {"language": language, **context})
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def size(text: str) -> int:
    """The length of a plain text as Telegram counts it: in UTF-16 units, an emoji being two."""
    return len(text.encode("utf-16-le")) // 2


def size_shown(text: str) -> int:
    """The length of a text in Telegram's HTML, which counts after entities are parsed."""
    return size(html.unescape(re.sub(r"<[^>]+>", "", text)))


def fit(draw: Callable[[int], str], most: int) -> str:
    """What `draw` makes of as many lines as a message has room for, `most` at the most."""
    text = draw(most)
    while size_shown(text) > MAX_TEXT and most > 0:
        most -= 1
        text = draw(most)
    return text


def shorten(text: str, room: int) -> str:
    """`text` in at most `room` units of size, cut at a word and marked with `…`."""
    if size(text) <= room:
        return text
    cut = _head(text, room - 1)
    at_word = cut[: cut.rfind(" ")] if " " in cut[len(cut) // 2 :] else cut
    return at_word.rstrip(" ,.;:—-") + "…"


def pages(text: str, room: int) -> list[str]:
    """`text` in pieces of at most `room` units, cut at line ends or words if there are any."""
    found = []
    rest = text.strip()
    while size(rest) > room:
        head = _head(rest, room)
        middle = len(head) // 2
        cut = max(head.rfind("\n", middle), head.rfind(" ", middle))
        cut = cut if cut > 0 else len(head)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest]


def _head(text: str, room: int) -> str:
    """The first `room` units of `text`, no character cut in two."""
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")


def _inline(button: Button) -> InlineKeyboardButton:
    label = shorten(button.label, MAX_LABEL) or "…"
    if button.url:
        return InlineKeyboardButton(label, url=button.url)
    if button.callback is None:
        raise ValueError(f"button {label!r} does nothing")
    data = button.callback.pack()
    return InlineKeyboardButton(label, callback_data=f"+{data}" if button.below else data)
