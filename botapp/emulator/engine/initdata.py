"""Signed init data of a Mini App, as Telegram hands it over.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

from botapp.emulator.engine.errors import JSON
from botapp.emulator.engine.state import User


def sign(fields: dict[str, str], token: str) -> str:
    """``hash``: HMAC-SHA256 of the sorted lines under HMAC-SHA256("WebAppData", token)."""
    lines = "\n".join(f"{key}={value}" for key, value in sorted(fields.items()))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()


def init_data(
    user: User, token: str, now: float, *, query_id: str = "", start_param: str = ""
) -> str:
    """The query string a Mini App finds in ``Telegram.WebApp.initData``.

    ``signature`` is there, as in real init data, but only Telegram's own key could make it good.
    """
    person: JSON = user.as_json()
    del person["is_bot"]
    person["allows_write_to_pm"] = True
    fields = {
        "user": json.dumps(person, ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(int(now)),
    }
    if query_id:
        fields["query_id"] = query_id
    else:
        fields["chat_instance"] = str(user.id * 31 + 7)
        fields["chat_type"] = "private"
    if start_param:
        fields["start_param"] = start_param
    stand_in = hmac.new(token.encode(), fields["user"].encode(), hashlib.sha512).digest()
    fields["signature"] = base64.urlsafe_b64encode(stand_in).decode().rstrip("=")
    return urlencode({**fields, "hash": sign(fields, token)})
