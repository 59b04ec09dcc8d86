"""What every view of the seller API is made of: who asks, what they may, whose rows they get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from integrations.models import MarketplaceAccount, OfSeller, Seller, SellerMember
from integrations.sellers import scope
from integrations.sellers.scope import Right
from integrations.sellers.tokens import member_of_access_token
from shop.api.pagination import Pages
from shop.api.permissions import HasPrincipal
from shop.api.views import ApiView
from shop.audit import act_as
from shop.errors import ErrorCode, StoreError
from shop.throttle import Limit, hit

T = TypeVar("T", bound=OfSeller)


@dataclass(frozen=True)
class SellerPrincipal:
    """The member whom the access token names."""

    member: SellerMember
    is_authenticated = True


class SellerToken(BaseAuthentication):
    """`Authorization: Bearer <access token of a seller>`; whoever it names is looked at each time."""

    def authenticate(self, request: Request) -> tuple[SellerPrincipal, None] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        member = member_of_access_token(token.strip())
        if member is None:
            raise AuthenticationFailed(_("The token is not valid, or not any more."))
        return SellerPrincipal(member), None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="sellers"'


class _SellerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "integrations.api.views.SellerToken"
    name = "seller"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of `POST /api/v1/seller/auth/login`.",
        }


class BySeller(BaseThrottle):
    """All that one seller's members ask together."""

    retry_after = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        principal: object = request.user
        if isinstance(principal, SellerPrincipal):
            seller = principal.member.seller_id
            self.retry_after = hit(Limit.named("seller"), str(seller)).retry_after
        return self.retry_after == 0

    def wait(self) -> float:
        return self.retry_after


class SellerView(ApiView):
    """For members of a seller. `rights` says by method what right is needed; the rows they may see
    come from `rows` and `row` alone."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (SellerToken,)
    permission_classes: Sequence[Any] = (HasPrincipal,)
    throttle_classes = (BySeller,)
    filter_backends: Any = ()
    rights: ClassVar[Mapping[str, Right]] = {"GET": Right.READ}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        principal: object = request.user
        method = "GET" if request.method == "HEAD" else request.method or ""
        if isinstance(principal, SellerPrincipal):
            act_as(self.actor)
            if method in self.rights:
                scope.demand(principal.member, self.rights[method])

    @property
    def member(self) -> SellerMember:
        principal: object = self.request.user
        assert isinstance(principal, SellerPrincipal)
        return principal.member

    @property
    def seller(self) -> Seller:
        return self.member.seller

    @property
    def actor(self) -> str:
        """How this person is named in logs."""
        return f"seller:{self.member.pk}"

    def rows(self, model: type[T]) -> QuerySet[T]:
        return scope.rows(model, self.member)

    def row(self, model: type[T], **lookup: object) -> T:
        return scope.row(model, self.member, **lookup)

    def account(self, account_id: int | None) -> MarketplaceAccount:
        """The account that is named, or the only one there is. Raises StoreError: NOT_FOUND,
        ACCOUNT_NOT_NAMED."""
        if account_id is not None:
            return self.row(MarketplaceAccount, pk=account_id)
        accounts = list(self.rows(MarketplaceAccount).order_by("pk")[:2])
        if len(accounts) > 1:
            raise StoreError(ErrorCode.ACCOUNT_NOT_NAMED)
        if not accounts:
            raise StoreError(ErrorCode.NOT_FOUND)
        return accounts[0]


class SellerPages(Pages):
    """`page` and `page_size` up to 200, with `total_pages`."""

    size_name = "page_size"
    largest_size = 200

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response(
            {
                "items": data,
                "total": self.total,
                "page": self.page,
                "page_size": self.size,
                "total_pages": -(-self.total // self.size),
            }
        )

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        number = {"type": "integer", "minimum": 0}
        return {
            "type": "object",
            "required": ["items", "total", "page", "page_size", "total_pages"],
            "properties": {
                "items": schema,
                "total": {**number, "example": 42},
                "page": {**number, "minimum": 1, "example": 1},
                "page_size": {**number, "minimum": 1, "example": 10},
                "total_pages": {**number, "example": 5},
            },
        }
