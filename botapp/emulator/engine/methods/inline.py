"""Inline mode and messages on behalf of a Mini App's user."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.files import document_json, photo_json, resolve
from botapp.emulator.engine.markup import check_markup
from botapp.emulator.engine.methods.common import caption_content
from botapp.emulator.engine.methods.queries import take_query
from botapp.emulator.engine.methods.sending import contact, location, text_content
from botapp.emulator.engine.state import Chat, Message, User
from botapp.emulator.engine.text import caption

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_MAX_RESULTS = 50
_INLINE_SECONDS = 30.0
_WEB_APP_SECONDS = 24 * 3600.0


def answer_inline_query(engine: Engine, request: Request) -> bool:
    """The results under the input field."""
    params = request.params
    results = params["results"]
    if len(results) > _MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    names = [result["id"] for result in results]
    if any(not 1 <= len(name.encode()) <= 64 for name in names):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(params.get("next_offset", "").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = params.get("button")
    if button and ("web_app" in button) == ("start_parameter" in button):
        raise bad_request(
            "Can't parse inline query results button: "
            "InlineQueryResultsButton must have exactly one optional field"
        )
    for result in results:
        check_result(engine, result)
    query = take_query(engine, params["inline_query_id"], "inline", _INLINE_SECONDS)
    query.answer = {"results": results, "button": button}
    engine.journal.emit("inline_results", chat_id=query.chat_id, query_id=query.id, **query.answer)
    return True


def answer_web_app_query(engine: Engine, request: Request) -> JSON:
    """A message in the chat where the Mini App was opened, in its user's name."""
    number = request.params["web_app_query_id"]
    check_result(engine, request.params["result"])
    query = take_query(engine, number, "web_app", _WEB_APP_SECONDS)
    query.answer = {}
    chat, user = engine.state.chats[query.chat_id], engine.state.users[query.user_id]
    message = post_result(engine, chat, user, request.params["result"])
    return {"inline_message_id": message.inline_id} if message.inline_id else {}


def check_result(engine: Engine, result: JSON) -> None:
    """Raises ApiError when the result could not be sent."""
    _content(engine, result)
    check_markup(result.get("reply_markup"), private=True)


def post_result(engine: Engine, chat: Chat, user: User, result: JSON) -> Message:
    """The chosen result as a message of ``user`` via the bot."""
    markup = check_markup(result.get("reply_markup"), private=chat.private)
    content = {"via_bot": engine.state.bot, **_content(engine, result)}
    if markup:
        content["reply_markup"] = markup
    message = engine.post(chat, content, user=user)
    if markup:
        message.inline_id = f"emulated_inline_{engine.state.next_number()}"
    engine.updates.add("message", message.body, chat.id)
    return message


def _content(engine: Engine, result: JSON) -> JSON:
    given = result.get("input_message_content")
    if given is not None:
        if "message_text" in given:
            return text_content(given | {"text": given["message_text"]})
        return (
            {"contact": contact(given)}
            if "phone_number" in given
            else {"location": location(given)}
        )
    text, entities = caption(result)
    extra = caption_content(text, entities, result)
    uploads: dict[str, Upload] = {}
    if "photo_file_id" in result:
        sizes = resolve(engine.state, result["photo_file_id"], uploads, "photo")
        return {"photo": photo_json(sizes), **extra}
    if "document_file_id" in result:
        files = resolve(engine.state, result["document_file_id"], uploads, "document")
        return {"document": document_json(files[0]), **extra}
    return {"text": extra.get("caption") or result["photo_url"]}


METHODS: dict[str, Callable[..., Any]] = {
    "answerInlineQuery": answer_inline_query,
    "answerWebAppQuery": answer_web_app_query,
}
