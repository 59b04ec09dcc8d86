"""What several methods need: replies, options of a message, the message that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.html import utf16
from botapp.emulator.engine.markup import check_markup
from botapp.emulator.engine.state import Chat, Message
from botapp.emulator.engine.text import formatted

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request


def refuse_business(params: JSON) -> None:
    """No business accounts here."""
    if params.get("business_connection_id"):
        raise bad_request("business connection not found")


def send(
    engine: Engine,
    request: Request,
    content: JSON,
    *,
    chat: Chat,
    invoice: JSON | None = None,
) -> Message:
    """Posts ``content`` with the options every send method shares."""
    params = request.params
    refuse_business(params)
    if params.get("message_thread_id"):
        raise bad_request("message thread not found")
    markup = check_markup(
        params.get("reply_markup"), private=chat.private, invoice=invoice is not None
    )
    content = options(engine, chat, params) | content
    return engine.post(chat, content, markup=markup, invoice=invoice)


def options(engine: Engine, chat: Chat, params: JSON) -> JSON:
    """Fields of the message that come from the options of a call."""
    content: JSON = {}
    if params.get("protect_content"):
        content["has_protected_content"] = True
    reply = params.get("reply_parameters")
    if reply:
        content.update(_reply(engine, chat, reply))
    return content


def _reply(engine: Engine, chat: Chat, reply: JSON) -> JSON:
    place = chat
    if "chat_id" in reply and reply["chat_id"] != chat.id:
        place = engine.chat(reply["chat_id"])
    target = place.messages.get(reply["message_id"])
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    body = {key: value for key, value in target.body.items() if key != "reply_to_message"}
    content: JSON = {"reply_to_message": body} if place is chat else {}
    if reply.get("quote"):
        text, entities = formatted(
            reply["quote"], reply.get("quote_parse_mode"), reply.get("quote_entities")
        )
        source = target.body.get("text") or target.body.get("caption") or ""
        if text not in source:
            raise bad_request("QUOTE_TEXT_INVALID")
        quote: JSON = {"text": text, "position": utf16(source[: source.index(text)])}
        content["quote"] = quote | ({"entities": entities} if entities else {})
    return content


def caption_content(text: str, entities: list[JSON], params: JSON) -> JSON:
    """Fields of a captioned message."""
    content: JSON = {}
    if text:
        content["caption"] = text
        if entities:
            content["caption_entities"] = entities
        if params.get("show_caption_above_media"):
            content["show_caption_above_media"] = True
    if params.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def message_named(engine: Engine, chat: Chat, message_id: int, what: str) -> Message:
    """The message a call speaks of; "<what> not found" otherwise."""
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"{what} not found")
    return message
