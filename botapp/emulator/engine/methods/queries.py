"""answerCallbackQuery: once, in time, at most 200 characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.html import utf16
from botapp.emulator.engine.state import Query

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_TEXT_LIMIT = 200


def take_query(engine: Engine, number: str, kind: str, seconds: float) -> Query:
    """The unanswered query; "query is too old…" for any other."""
    query = engine.state.queries.get(number)
    if (
        query is None
        or query.kind != kind
        or query.answer is not None
        or engine.now() - query.at > seconds
    ):
        raise bad_request(_TOO_OLD)
    return query


def answer_callback_query(engine: Engine, request: Request) -> bool:
    """A toast, an alert, or just the end of the button's spinning."""
    params = request.params
    if utf16(params.get("text", "")) > _TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    query = take_query(engine, params["callback_query_id"], "callback", engine.callback_ttl)
    if params.get("url") and not params["url"].startswith(_own_links(engine)):
        raise bad_request("URL_INVALID")
    query.answer = {
        "text": params.get("text", ""),
        "alert": params.get("show_alert", False),
        "url": params.get("url", ""),
    }
    engine.journal.emit(
        "callback_answer", chat_id=query.chat_id, user_id=query.user_id, **_shown(query)
    )
    return True


def _own_links(engine: Engine) -> tuple[str, ...]:
    name = engine.state.bot["username"]
    return f"https://t.me/{name}", f"http://t.me/{name}", f"t.me/{name}", "tg://"


def _shown(query: Query) -> JSON:
    return {"query_id": query.id, **query.body, **(query.answer or {})}


METHODS: dict[str, Callable[..., Any]] = {"answerCallbackQuery": answer_callback_query}
