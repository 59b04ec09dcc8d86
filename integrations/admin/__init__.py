"""What staff see of the integrations, a module for each."""

from integrations.admin import webhook_log, webhooks

__all__ = ["webhook_log", "webhooks"]
