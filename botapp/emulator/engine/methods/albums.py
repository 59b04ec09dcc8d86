"""sendMediaGroup: two to ten photos, or two to ten documents, shown as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.files import document_json, photo_json, resolve
from botapp.emulator.engine.methods.common import caption_content, options, refuse_business
from botapp.emulator.engine.state import State
from botapp.emulator.engine.text import caption

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request


def send_media_group(engine: Engine, request: Request) -> list[JSON]:
    """The messages of the album."""
    refuse_business(request.params)
    chat = engine.writable_chat(request.params["chat_id"])
    media = request.params["media"]
    if not media:
        raise bad_request("There are no messages to send")
    if len(media) < 2:
        raise bad_request("Album must include 2-10 items")
    if len(media) > 10:
        raise bad_request("Too many messages to send as an album")
    if len({item["type"] for item in media}) > 1:
        raise bad_request("Document can't be mixed with other media types")
    above = {item.get("show_caption_above_media", False) for item in media}
    if len(above) > 1:
        raise bad_request("Parameter show_caption_above_media must be the same for all messages")
    extra = options(engine, chat, request.params)
    contents = [media_content(engine.state, item, request.uploads) for item in media]
    group = str(13_000_000_000_000_000 + engine.state.next_number())
    return [
        engine.post(chat, {**extra, "media_group_id": group, **content}).body
        for content in contents
    ]


def media_content(state: State, item: JSON, uploads: dict[str, Upload]) -> JSON:
    """Fields of a message for an InputMedia object; its file is stored."""
    if not item["media"]:
        raise bad_request("Can't parse InputMedia: media not found")
    text, entities = caption(item)
    files = resolve(state, item["media"], uploads, item["type"])
    kind = item["type"]
    body: Any = photo_json(files) if kind == "photo" else document_json(files[0])
    return {kind: body, **caption_content(text, entities, item)}


METHODS: dict[str, Callable[..., Any]] = {"sendMediaGroup": send_media_group}
