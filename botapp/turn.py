"""One update's turn with the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botapp.incoming import Incoming
from botapp.models import Session
from shop.models import Customer

_LONGEST_NOTICE = 300


@dataclass
class Turn:
    """What a handler works with: who it is, where they are, and what to whisper to them.

    `toast` is shown over the chat for a moment, or in a box to be closed when `alert` is set.
    `is_new` says that nobody knew of the customer before this update.
    """

    customer: Customer
    session: Session
    incoming: Incoming | None = None
    toast: str = ""
    alert: bool = False
    is_new: bool = False

    @property
    def language(self) -> str:
        return self.customer.language

    @property
    def answers(self) -> dict[str, Any]:
        """What the customer has answered so far in the conversation under way."""
        data: dict[str, Any] = self.session.data
        return data

    def notice(self, words: str) -> str:
        """`words` for the head of the screen; without any, those of the screen drawn again."""
        if words:
            self.session.notice = words[:_LONGEST_NOTICE]
        return self.session.notice

    def wait_for(self, step: str) -> None:
        """Let the next free text answer `step`; empty for nothing in particular."""
        self.session.step = step
