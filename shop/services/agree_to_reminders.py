from __future__ import annotations

import hashlib

from shop.models import Customer, ReminderConsent
from shop.transactions import transactional


@transactional
def agree_to_reminders(*, customer: Customer, given: bool, text: str, source: str) -> bool:
    """Log that the customer agrees to be reminded, or no longer does; whether that is a change.

    `text` is what they were shown, in their language. The instance is brought up to date.
    """
    changed = Customer.objects.filter(pk=customer.pk, wants_reminders=not given).update(
        wants_reminders=given
    )
    customer.wants_reminders = given
    if changed:
        ReminderConsent.objects.create(
            customer=customer,
            given=given,
            language=customer.language,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            source=source,
        )
    return bool(changed)
