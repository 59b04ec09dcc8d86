"""Messages and buttons as people see them."""

from __future__ import annotations

from dataclasses import dataclass, field

from botapp.emulator.engine.errors import JSON
from botapp.emulator.engine.state import Message


@dataclass(frozen=True)
class View:
    """A message as it is seen: text or caption, rows of button labels, what it carries."""

    id: int
    text: str
    buttons: list[list[str]]
    from_bot: bool
    photo: str | None
    document: str | None
    edited: bool
    body: JSON = field(repr=False)

    def has_button(self, label: str) -> bool:
        """Whether a button's label is, or contains, ``label``."""
        return any(label in text for row in self.buttons for text in row)


def view(message: Message) -> View:
    """How the message looks to people."""
    body = message.body
    rows = (message.markup or {}).get("inline_keyboard", [])
    return View(
        id=message.id,
        text=body.get("text") or body.get("caption") or "",
        buttons=[[button["text"] for button in row] for row in rows],
        from_bot=message.from_bot,
        photo=body["photo"][-1]["file_id"] if "photo" in body else None,
        document=body["document"]["file_id"] if "document" in body else None,
        edited="edit_date" in body,
        body=body,
    )


def buttons_of(markup: JSON | None, name: str) -> list[JSON]:
    return [button for row in (markup or {}).get(name, []) for button in row]


def is_named(button: JSON, label: str, exact: bool) -> bool:
    text: str = button["text"]
    return text == label if exact else label in text
