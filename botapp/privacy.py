from __future__ import annotations

from typing import Any

from botapp.models import PayMessage, Session


class BotData:
    """Where a customer is in the chat, what they have answered so far, and may pay by there."""

    models = (Session, PayMessage)

    def export(self, customer_id: int) -> dict[str, Any]:
        sessions = Session.objects.filter(pk=customer_id).values("step", "data", "updated_at")
        to_pay = PayMessage.objects.filter(customer=customer_id).values("order", "message_id")
        return {"chat": list(sessions), "messages_to_pay_by": list(to_pay)}

    def erase(self, customer_id: int) -> None:
        Session.objects.filter(pk=customer_id).delete()
        PayMessage.objects.filter(customer=customer_id).delete()
