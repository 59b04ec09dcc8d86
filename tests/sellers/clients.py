"""Members of sellers who ask the API, and marketplaces that know some keys."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from integrations.models import SellerMember
from integrations.sellers.tokens import log_in
from tests.api.clients import Api
from tests.fakes.far_side import FarSide, Request


def member_api(member: SellerMember) -> Api:
    return Api(authorization=f"Bearer {log_in(member).access}")


def wildberries_token(
    cabinet: str = "cabinet-1", *, rights: int = 0b110110, days: int = 180
) -> str:
    """A token as Wildberries signs them, readable by anybody; `rights` is its mask."""
    claims = {"sid": cabinet, "s": rights, "exp": int(time.time()) + days * 86_400, "acc": 3}
    parts = [{"alg": "ES256"}, claims]
    head = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    )
    return f"{head}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"


class KeyDesk(FarSide):
    """Both marketplaces as far as a check of a key goes: they answer to `known` ones alone.

    Set `WILDBERRIES_URL_TEMPLATE` to `template` and `OZON_URL` to `url`.
    """

    def __init__(self, *known: str) -> None:
        super().__init__()
        self.known = set(known)

    @property
    def template(self) -> str:
        return f"{self.url}/{{api}}"

    def take(self, request: Request) -> tuple[int, bytes]:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.path.endswith("/content/v2/get/cards/list"):
            found: Any = {"cards": [], "cursor": {"total": 0}}
            given, refusal = headers.get("authorization"), {"title": "unauthorized"}
        else:
            found = {"result": {"items": [], "total": 0, "last_id": ""}}
            given, refusal = headers.get("api-key"), {"message": "Invalid Api-Key"}
        if given not in self.known:
            return 401, json.dumps(refusal).encode()
        return 200, json.dumps(found).encode()
