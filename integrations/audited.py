"""What the audit log watches of the integrations, and what it leaves alone."""

from shop.audit.watched import Watched

WATCHED = (
    Watched(
        "integrations.WebhookEndpoint",
        name="url",
        secret=("secret", "old_secret"),
        ignored=("created_at", "failing_since", "paused_until", "old_secret_until"),
    ),
)

NOT_WATCHED = {"integrations.WebhookAttempt": "a log itself"}
