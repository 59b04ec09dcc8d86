from shop.models.audit import AuditEntry
from shop.models.consent import Consent, LegalDocument, ReminderConsent
from shop.models.customer import Customer
from shop.models.idempotency import IdempotencyKey
from shop.models.integration_state import IntegrationState
from shop.models.job import Said, ScheduledJob
from shop.models.message import CustomerMessage
from shop.models.outbox import Delivery, Event
from shop.models.refresh_token import RefreshToken
from shop.models.store_settings import StoreSettings
from shop.models.tag import Tag

__all__ = [
    "AuditEntry",
    "Consent",
    "Customer",
    "CustomerMessage",
    "Delivery",
    "Event",
    "IdempotencyKey",
    "IntegrationState",
    "LegalDocument",
    "RefreshToken",
    "ReminderConsent",
    "Said",
    "ScheduledJob",
    "StoreSettings",
    "Tag",
]
