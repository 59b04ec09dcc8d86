"""sendMessage, sendPhoto, sendDocument, sendLocation, sendContact, sendChatAction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.files import document_json, photo_json, resolve
from botapp.emulator.engine.methods.common import caption_content, refuse_business, send
from botapp.emulator.engine.text import caption, message_text

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(engine: Engine, request: Request) -> JSON:
    """A text message."""
    chat = engine.writable_chat(request.params["chat_id"])
    content = text_content(request.params)
    return send(engine, request, content, chat=chat).body


def text_content(params: JSON, *, editing: bool = False) -> JSON:
    """``text``, ``entities`` and ``link_preview_options`` of a message."""
    text, entities = message_text(params, editing=editing)
    content: JSON = {"text": text}
    if entities:
        content["entities"] = entities
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return content


def send_photo(engine: Engine, request: Request) -> JSON:
    """A photo, uploaded or by file id."""
    chat = engine.writable_chat(request.params["chat_id"])
    text, entities = caption(request.params)
    sizes = resolve(engine.state, request.params["photo"], request.uploads, "photo")
    content = {"photo": photo_json(sizes), **caption_content(text, entities, request.params)}
    return send(engine, request, content, chat=chat).body


def send_document(engine: Engine, request: Request) -> JSON:
    """A file to download."""
    chat = engine.writable_chat(request.params["chat_id"])
    text, entities = caption(request.params)
    files = resolve(engine.state, request.params["document"], request.uploads, "document")
    content = {"document": document_json(files[0])}
    content |= caption_content(text, entities, request.params)
    return send(engine, request, content, chat=chat).body


def send_location(engine: Engine, request: Request) -> JSON:
    """A point on the map."""
    chat = engine.writable_chat(request.params["chat_id"])
    return send(engine, request, {"location": location(request.params)}, chat=chat).body


def location(params: JSON) -> JSON:
    """A Location object; raises ApiError outside the globe or Telegram's ranges."""
    place: JSON = {"latitude": params["latitude"], "longitude": params["longitude"]}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("Invalid location specified")
    ranges = {
        "horizontal_accuracy": (0, 1500, "Invalid location specified"),
        "live_period": (60, 86400, "Wrong live location period specified"),
        "heading": (1, 360, "Wrong live location heading specified"),
        "proximity_alert_radius": (
            1,
            100_000,
            "Wrong live location proximity alert radius specified",
        ),
    }
    for name, (least, most, words) in ranges.items():
        value = params.get(name)
        if value is not None:
            if not least <= value <= most and value != 0x7FFFFFFF:
                raise bad_request(words)
            place[name] = value
    return place


def send_contact(engine: Engine, request: Request) -> JSON:
    """A phone number with a name."""
    chat = engine.writable_chat(request.params["chat_id"])
    return send(engine, request, {"contact": contact(request.params)}, chat=chat).body


def contact(params: JSON) -> JSON:
    """A Contact object."""
    if not params["phone_number"].strip():
        raise bad_request("Phone number can't be empty")
    if not params["first_name"].strip():
        raise bad_request("First name can't be empty")
    if len(params.get("vcard", "").encode()) > 2048:
        raise bad_request("vCard is too long")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {name: params[name] for name in names if params.get(name)}


def send_chat_action(engine: Engine, request: Request) -> bool:
    """ "typing…" for five seconds."""
    refuse_business(request.params)
    action = request.params["action"].lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = engine.writable_chat(request.params["chat_id"])
    engine.journal.emit("action", chat_id=chat.id, action=action)
    return True


METHODS: dict[str, Callable[..., Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
}
