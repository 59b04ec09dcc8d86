from integrations.models.webhook import WebhookAttempt, WebhookEndpoint

__all__ = ["WebhookAttempt", "WebhookEndpoint"]
