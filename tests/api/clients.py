"""Those who ask the API: a customer inside Telegram, a trusted client, staff, anybody."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client

from shop.roles import sync_roles
from shop.services.staff_tokens import log_in

API_KEY = "a-trusted-client-s-key-0123456789"
OTHER_KEY = "another-trusted-client-s-key-9876"


class Api:
    """Asks with one set of headers; answers are Django's, with `.json()`."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(headers=headers, raise_request_exception=False)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=headers)

    def head(self, path: str) -> Any:
        return self.client.head(f"/api/v1/{path}")

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.client.delete(f"/api/v1/{path}", headers=headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body)
        send = getattr(self.client, method)
        return send(f"/api/v1/{path}", raw, content_type="application/json", headers=headers)


def anybody(**headers: str) -> Api:
    return Api(**headers)


def customer(pk: int, **user: Any) -> Api:
    """Somebody inside Telegram; `user` adds to what Telegram tells of them."""
    return Api(authorization=f"tma {init_data(pk, **user)}")


def trusted(key: str = API_KEY) -> Api:
    """Needs `settings.BOT_API_KEYS` to hold the key."""
    return Api(**{"x-api-key": key})


def staff(role: str = "", *, name: str = "anna") -> Api:
    """Somebody of the staff with a role, an Owner without."""
    return Api(authorization=f"Bearer {log_in(make_staff(role, name=name)).access}")


def make_staff(role: str = "", *, name: str = "anna", password: str = "pw") -> User:
    sync_roles()
    if not role:
        return User.objects.create_superuser(name, password=password)
    user = User.objects.create_user(name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def init_data(pk: int, **user: Any) -> str:
    """Signed for the bot of the settings, a moment ago."""
    person = {"id": pk, "first_name": "John", "last_name": "Doe", "language_code": "en", **user}
    return signed({"auth_date": str(int(time.time())), "query_id": "q", "user": json.dumps(person)})


def signed(fields: dict[str, str], token: str | None = None) -> str:
    """The fields as a query string with the hash that Telegram's rule asks for."""
    token = settings.TELEGRAM_BOT_TOKEN if token is None else token
    lines = "\n".join(f"{key}={value}" for key, value in sorted(fields.items()))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    digest = hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": digest})


def error_of(response: Any) -> tuple[int, str]:
    """Status and code of a refusal, which has the one shape of all errors."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details"}
    return response.status_code, body["error"]["code"]


def details_of(response: Any) -> dict[str, Any]:
    details: dict[str, Any] = response.json()["error"]["details"]
    return details
