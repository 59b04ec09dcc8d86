"""A live store's settings with one subscriber, who takes everything at once."""

from config.settings.production import *  # noqa: F403

OUTBOX_SUBSCRIBERS = ["benchmarks.outbox_sink.Sink"]
