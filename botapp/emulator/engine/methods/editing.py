"""editMessage… and deleteMessage…: what may be changed, and what counts as a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.markup import check_markup
from botapp.emulator.engine.mentions import name_people
from botapp.emulator.engine.methods.albums import media_content
from botapp.emulator.engine.methods.common import caption_content, message_named, refuse_business
from botapp.emulator.engine.methods.sending import text_content
from botapp.emulator.engine.state import Chat, Message
from botapp.emulator.engine.text import caption

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "document", "has_media_spoiler", *_CAPTION)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_DELETABLE_FOR = 48 * 3600
_MAX_DELETED = 100


def edit_message_text(engine: Engine, request: Request) -> JSON | bool:
    """New text; the inline keyboard is replaced or taken away."""
    if request.params.get("rich_message"):
        raise bad_request("RICH_MESSAGE_NOT_SUPPORTED")
    content = text_content(request.params, editing=True)
    chat, message = _target(engine, request)
    if "text" not in message.body:
        raise bad_request("There is no text in the message to edit")
    return _change(engine, request, chat, message, content, _TEXT)


def edit_message_caption(engine: Engine, request: Request) -> JSON | bool:
    """New caption of a photo or document."""
    text, entities = caption(request.params)
    chat, message = _target(engine, request)
    if "photo" not in message.body and "document" not in message.body:
        raise bad_request("There is no caption in the message to edit")
    content = caption_content(text, entities, request.params)
    return _change(engine, request, chat, message, content, _CAPTION)


def edit_message_media(engine: Engine, request: Request) -> JSON | bool:
    """Another photo or document, or one in place of a text."""
    media = request.params["media"]
    chat, message = _target(engine, request)
    if not {"text", "photo", "document"} & message.body.keys():
        raise bad_request("Message media can't be edited")
    if "media_group_id" in message.body and media["type"] not in message.body:
        raise bad_request("Can't use the media of the specified type in the album")
    content = media_content(engine.state, media, request.uploads)
    return _change(engine, request, chat, message, content, _TEXT + _MEDIA)


def edit_message_reply_markup(engine: Engine, request: Request) -> JSON | bool:
    """Another inline keyboard, or none."""
    chat, message = _target(engine, request)
    return _change(engine, request, chat, message, {}, ())


def _target(engine: Engine, request: Request) -> tuple[Chat, Message]:
    params = request.params
    refuse_business(params)
    if "chat_id" not in params and "message_id" not in params:
        return _inline_target(engine, params)
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if params.get("message_id") is None:
        raise bad_request("Message identifier is not specified")
    chat = engine.writable_chat(params["chat_id"])
    message = message_named(engine, chat, params["message_id"], "message to edit")
    if not message.from_bot or message.had_keyboard or message.unreachable:
        raise bad_request("Message can't be edited")
    return chat, message


def _inline_target(engine: Engine, params: JSON) -> tuple[Chat, Message]:
    name = params.get("inline_message_id")
    if not name:
        raise bad_request("Message identifier is not specified")
    for chat in engine.state.chats.values():
        for message in chat.messages.values():
            if message.inline_id == name:
                return chat, message
    raise bad_request("MESSAGE_ID_INVALID")


def _change(
    engine: Engine,
    request: Request,
    chat: Chat,
    message: Message,
    content: JSON,
    replaced: tuple[str, ...],
) -> JSON | bool:
    markup = check_markup(
        request.params.get("reply_markup"),
        private=chat.private,
        invoice=message.invoice is not None,
    )
    content = name_people(engine.state, content)
    old = {key: message.body[key] for key in replaced if key in message.body}
    if _same(old, content) and message.markup == markup:
        raise bad_request(_NOT_MODIFIED)
    body = {key: value for key, value in message.body.items() if key not in replaced}
    body.pop("reply_markup", None)
    body["edit_date"] = max(int(engine.now()), 1)
    message.body = body | content | ({"reply_markup": markup} if markup else {})
    engine.state.touched.add(chat.id)
    engine.journal.emit("edited", chat_id=chat.id, message=message.shown)
    return True if message.inline_id else message.body


def _same(old: JSON, new: JSON) -> bool:
    if "photo" in old and "photo" in new:
        names = [body["photo"][-1]["file_unique_id"] for body in (old, new)]
        old, new = old | {"photo": names[0]}, new | {"photo": names[1]}
    return old == new


def delete_message(engine: Engine, request: Request) -> bool:
    """Gone for everybody, up to 48 hours after it was sent."""
    chat = engine.chat(request.params["chat_id"])
    if request.params["message_id"] <= 0:
        raise bad_request("Message identifier is not specified")
    message = message_named(engine, chat, request.params["message_id"], "message to delete")
    if not _deletable(engine, message):
        raise bad_request("message can't be deleted for everyone")
    engine.remove(chat, message)
    return True


def delete_messages(engine: Engine, request: Request) -> bool:
    """Those of the messages that are there and may be deleted."""
    chat = engine.chat(request.params["chat_id"])
    numbers = request.params["message_ids"]
    if not numbers:
        raise bad_request("Message identifiers are not specified")
    if len(numbers) > _MAX_DELETED:
        raise bad_request("Too many message identifiers specified")
    if any(number <= 0 for number in numbers):
        raise bad_request("Invalid message identifier specified")
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and _deletable(engine, message):
            engine.remove(chat, message)
    return True


def _deletable(engine: Engine, message: Message) -> bool:
    return engine.now() - message.at < _DELETABLE_FOR


METHODS: dict[str, Callable[..., Any]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
