from shop.models.consent import Consent, LegalDocument, ReminderConsent
from shop.models.customer import Customer
from shop.models.idempotency import IdempotencyKey
from shop.models.job import Said, ScheduledJob
from shop.models.outbox import Delivery, Event
from shop.models.refresh_token import RefreshToken
from shop.models.store_settings import StoreSettings

__all__ = [
    "Consent",
    "Customer",
    "Delivery",
    "Event",
    "IdempotencyKey",
    "LegalDocument",
    "RefreshToken",
    "ReminderConsent",
    "Said",
    "ScheduledJob",
    "StoreSettings",
]
