from __future__ import annotations

from typing import Any

from botapp.models import Session


class BotData:
    """Where a customer is in the chat, and what they have answered so far."""

    models = (Session,)

    def export(self, customer_id: int) -> dict[str, Any]:
        sessions = Session.objects.filter(pk=customer_id).values("step", "data", "updated_at")
        return {"chat": list(sessions)}

    def erase(self, customer_id: int) -> None:
        Session.objects.filter(pk=customer_id).delete()
