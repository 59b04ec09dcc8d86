"""Which endpoints are told of which event, kept in the cache: every event asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache

_KEY = "webhooks.targets"
_SECONDS = 30


def targets_of(event_name: str) -> Sequence[str]:
    """The ids of the active endpoints that ticked the event; a change is known within 30 s."""
    found: dict[str, list[str]] | None = cache.get(_KEY)
    if found is None:
        found = _read()
        cache.set(_KEY, found, _SECONDS)
    return found.get(event_name, ())


def forget() -> None:
    cache.delete(_KEY)


def _read() -> dict[str, list[str]]:
    from integrations.models import WebhookEndpoint  # the models call `forget`

    found: dict[str, list[str]] = {}
    for pk, events in WebhookEndpoint.objects.filter(is_active=True).values_list("pk", "events"):
        for event in events:
            found.setdefault(event, []).append(str(pk))
    return found
