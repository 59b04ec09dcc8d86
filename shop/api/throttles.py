"""The API's limits, counted by the store's one limiter."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from shop.api.authentication import CustomerPrincipal, TrustedClient
from shop.throttle import Limit, hit


class _Throttle(BaseThrottle):
    name: str
    retry_after = 0

    def who(self, request: Request) -> str | None:
        """Whom to count, None for nobody."""
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        who = self.who(request)
        if who is None:
            return True
        self.retry_after = hit(Limit.named(self.name), who).retry_after
        return self.retry_after == 0

    def wait(self) -> float:
        return self.retry_after


class ByAddress(_Throttle):
    """Everything one address asks, before it is known who asks."""

    name = "address"

    def who(self, request: Request) -> str:
        return str(request.META.get("REMOTE_ADDR", ""))


class OrdersByCustomer(_Throttle):
    name = "orders"

    def who(self, request: Request) -> str | None:
        principal: object = request.user
        return str(principal.customer.pk) if isinstance(principal, CustomerPrincipal) else None


class ByTrustedKey(_Throttle):
    name = "trusted_key"

    def who(self, request: Request) -> str | None:
        client: object = request.user
        return client.name if isinstance(client, TrustedClient) else None
