"""What the store is connected to, for the admin's status page: on or off, last success, last error.

Each integration is a class named in `settings.INTEGRATIONS`. Whoever does its work says `heard`
when it went well or badly; the page's button calls `test`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache as kept
from typing import Any, ClassVar

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.module_loading import import_string

from shop.models import IntegrationState

log = structlog.get_logger(__name__)

_ONCE_IN = 60  # seconds: successes come by thousands
_LONGEST_ERROR = 500


class IntegrationError(Exception):
    """Something is wrong with an integration; the words are for the owner of the store."""


class Integration:
    """One thing outside (or beside) this process that the store works with."""

    name: ClassVar[str]
    """As `IntegrationState` and addresses have it: `telegram`."""
    label: ClassVar[Any]
    icon: ClassVar[str] = "hub"
    """Of Material Symbols."""
    needs: ClassVar[tuple[str, ...]] = ()
    """The settings that must all be filled in."""
    silent_for: ClassVar[timedelta | None] = None
    """It says something at least so often while it is alive."""

    def missing(self) -> Sequence[str]:
        """What has to be filled in before it is on: names of settings, or words."""
        return [name for name in self.needs if not getattr(settings, name)]

    def is_on(self) -> bool:
        return not self.missing()

    def glance(self) -> str:
        """What can be said of it at once, without the network; raises IntegrationError if bad."""
        return ""

    def test(self) -> str:
        """Try it for a few seconds at most: what was found, in words. Raises IntegrationError."""
        raise NotImplementedError


@kept
def integrations() -> dict[str, Integration]:
    """By name, in the order of the registry."""
    found: list[Integration] = [import_string(path)() for path in settings.INTEGRATIONS]
    return {one.name: one for one in found}


def heard(name: str, *, error: str = "") -> None:
    """Note that the integration did its work just now, or with an `error` that it did not.

    Cheap enough to be called each time: a success is written once a minute.
    """
    fresh = f"integration.{name}"
    if error:
        cache.delete(fresh)
        _write(name, failed_at=timezone.now(), error=error[:_LONGEST_ERROR])
    elif cache.add(fresh, 1, _ONCE_IN):
        _write(name, succeeded_at=timezone.now())


def try_out(integration: Integration) -> str:
    """Its test, with what came of it noted; raises IntegrationError whatever went wrong."""
    try:
        words = integration.test()
    except IntegrationError as trouble:
        heard(integration.name, error=str(trouble))
        raise
    except Exception as failure:
        log.exception("integration_test_failed", integration=integration.name)
        heard(integration.name, error=repr(failure))
        raise IntegrationError(repr(failure)[:_LONGEST_ERROR]) from failure
    cache.delete(f"integration.{integration.name}")
    heard(integration.name)
    return words


def _write(name: str, **columns: object) -> None:
    IntegrationState.objects.update_or_create(name=name, defaults=columns)
