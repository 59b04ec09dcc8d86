"""What staff see of the integrations, a module for each."""

from integrations.admin import (
    billing,
    listings,
    marketplace_accounts,
    sellers,
    webhook_log,
    webhooks,
)

__all__ = ["billing", "listings", "marketplace_accounts", "sellers", "webhook_log", "webhooks"]
