"""Who asks: a customer by Telegram's word, a trusted client by its key, staff by their token."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from shop.models import Customer
from shop.services.know_customer import know_customer
from shop.services.staff_tokens import staff_of_access_token
from shop.telegram_auth import (
    InitDataError,
    TelegramUser,
    verify_by_signature,
    verify_by_token,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class CustomerPrincipal:
    """The customer whom Telegram signed."""

    customer: Customer
    is_authenticated = True


@dataclass(frozen=True)
class TrustedClient:
    """A program that holds one of `BOT_API_KEYS`; `name` tells it from the others."""

    name: str
    is_authenticated = True


class TelegramMiniApp(BaseAuthentication):
    """`Authorization: tma <initData>`."""

    def authenticate(self, request: Request) -> tuple[CustomerPrincipal, None] | None:
        init_data = _credentials(request, "tma")
        if init_data is None:
            return None
        try:
            user = _verify(init_data)
        except InitDataError as refusal:
            log.info("init_data_refused", reason=str(refusal))
            said = _("Init data refused: %(reason)s.") % {"reason": _(str(refusal))}
            raise AuthenticationFailed(said) from refusal
        customer = know_customer(
            user.id, full_name=user.full_name, username=user.username, language=user.language
        )
        return CustomerPrincipal(customer), None

    def authenticate_header(self, request: Request) -> str:
        return 'tma realm="store"'


def customer_if_known(request: Request) -> Customer | None:
    """Who asks what everybody may ask, when they say so as inside Telegram; never a refusal."""
    try:
        found = TelegramMiniApp().authenticate(request)
    except AuthenticationFailed:
        return None
    return found[0].customer if found else None


class TrustedKey(BaseAuthentication):
    """`X-Api-Key`, compared in constant time with every key there is."""

    def authenticate(self, request: Request) -> tuple[TrustedClient, None] | None:
        given = request.headers.get("X-Api-Key")
        if given is None:
            return None
        raw = given.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(raw, key.encode()) for key in settings.BOT_API_KEYS if key]
        if not any(matches):
            raise AuthenticationFailed(_("The key is not known."))
        return TrustedClient(hashlib.sha256(raw).hexdigest()[:16]), None

    def authenticate_header(self, request: Request) -> str:
        return 'X-Api-Key realm="store"'


class StaffToken(BaseAuthentication):
    """`Authorization: Bearer <access token>`; whoever it names is looked at each time."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        token = _credentials(request, "bearer")
        if token is None:
            return None
        user = staff_of_access_token(token)
        if user is None:
            raise AuthenticationFailed(_("The token is not valid, or not any more."))
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="store"'


def _credentials(request: Request, scheme: str) -> str | None:
    """What follows the scheme in `Authorization`, None for another scheme."""
    name, _space, rest = request.headers.get("Authorization", "").partition(" ")
    return rest.strip() if name.lower() == scheme else None


def _verify(init_data: str) -> TelegramUser:
    now, ttl = time.time(), settings.INITDATA_TTL
    if settings.TELEGRAM_BOT_TOKEN:
        try:
            return verify_by_token(init_data, token=settings.TELEGRAM_BOT_TOKEN, now=now, ttl=ttl)
        except InitDataError:
            if settings.INITDATA_SIGNATURE_BOT_ID is None:
                raise
    if settings.INITDATA_SIGNATURE_BOT_ID is None:
        raise InitDataError(gettext_noop("the store has no bot"))
    return verify_by_signature(
        init_data, bot_id=settings.INITDATA_SIGNATURE_BOT_ID, now=now, ttl=ttl
    )
