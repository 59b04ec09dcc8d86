"""Calls that Telegram refuses, and the words it refuses them with."""

from __future__ import annotations

from typing import Any

import pytest

from botapp.emulator.engine import Engine, Person, Upload, calls
from tests.botapp.emulator.conftest import TOKEN, Call, button, inline, photo

LONG = "я" * 4097
OK_KEYS = inline([button()])
STARS = {
    "title": "Card",
    "description": "A card",
    "payload": "p",
    "currency": "XTR",
    "prices": [{"label": "Card", "amount": 5}],
}

BAD: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": None, "text": "a"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 1, "text": "a"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody_here", "text": "a"}, "chat not found"),
    ("sendMessage", {}, "message text is empty"),
    ("sendMessage", {"text": ""}, "message text is empty"),
    ("sendMessage", {"text": " \n "}, "text must be non-empty"),
    ("sendMessage", {"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ("sendMessage", {"text": LONG}, "message is too long"),
    ("sendMessage", {"text": "🚀" * 2049}, "message is too long"),
    ("sendMessage", {"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ("sendMessage", {"text": 5}, 'field "text" must be of type String'),
    ("sendMessage", {"text": "a", "colour": "red"}, 'unknown parameter "colour" of sendMessage'),
    (
        "sendMessage",
        {"text": "a", "disable_notification": "maybe"},
        'field "disable_notification" must be of type Boolean',
    ),
    (
        "sendMessage",
        {"text": "a", "reply_parameters": {"message_id": 999}},
        "message to be replied not found",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_parameters": {}},
        'can\'t find field "message_id"',
    ),
    ("sendMessage", {"text": "a", "business_connection_id": "x"}, "business connection not found"),
    (
        "sendMessage",
        {"text": "a", "entities": [{"type": "bold", "offset": 0}]},
        "can't parse MessageEntity: Can't find field \"length\"",
    ),
    (
        "sendMessage",
        {"text": "a", "entities": [{"type": "shout", "offset": 0, "length": 1}]},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    ("sendMessage", {"text": "a", "reply_markup": []}, "object expected as reply markup"),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": [button()]}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": "x"}},
        'field "inline_keyboard" must be of type Array',
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"callback_data": "x"}])},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"text": "x"}])},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([button("", "x")])},
        "inline keyboard button text must be non-empty",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([button("x", "я" * 33)])},
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"text": "x", "callback_data": 5}])},
        'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([button() | {"hint": "x"}])},
        'can\'t parse inline keyboard button: unknown field "hint" of InlineKeyboardButton',
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([button() | {"style": "pink"}])},
        "can't parse inline keyboard button: invalid button style specified",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"text": "x", "url": "http://localhost/"}])},
        "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"text": "x", "url": "ftp://a.b/"}])},
        "inline keyboard button URL 'ftp://a.b/' is invalid: Unsupported URL protocol",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"text": "x", "web_app": {"url": "http://a.b/"}}])},
        "inline keyboard button Web App URL 'http://a.b/' is invalid: Only HTTPS links are allowed",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline([{"text": "x", "pay": True}])},
        "BUTTON_TYPE_INVALID",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": inline(*([button()] * 8 for _ in range(13)))},
        "reply markup is too long",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"keyboard": [[{"text": ""}]]}},
        "keyboard button text must be non-empty",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"keyboard": [[5]]}},
        "can't parse keyboard button: KeyboardButton must be a String or an Object",
    ),
    ("sendPhoto", {}, "there is no photo in the request"),
    ("sendPhoto", {"photo": "AgACnone"}, "wrong file identifier/HTTP URL specified"),
    (
        "sendPhoto",
        {"photo": "attach://missing"},
        "wrong file identifier/HTTP URL specified: attached file not found",
    ),
    ("sendPhoto", {"photo": "https://a.b/c.jpg"}, "failed to get HTTP URL content"),
    ("sendDocument", {}, "there is no document in the request"),
    ("sendMediaGroup", {"media": []}, "there are no messages to send"),
    ("sendMediaGroup", {"media": "x"}, "can't parse media JSON object"),
    ("sendMediaGroup", {"media": {}}, "expected an Array of InputMedia"),
    (
        "sendMediaGroup",
        {"media": [{"type": "sticker", "media": "x"}]},
        'can\'t parse InputMedia: type "sticker" is unsupported',
    ),
    ("sendLocation", {"longitude": 1.5}, "latitude is empty"),
    ("sendLocation", {"latitude": 91, "longitude": 1}, "invalid location specified"),
    (
        "sendLocation",
        {"latitude": 1, "longitude": 1, "live_period": 5},
        "wrong live location period specified",
    ),
    ("sendContact", {"phone_number": "+1"}, 'parameter "first_name" is required'),
    ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ("editMessageText", {"text": "a"}, "message identifier is not specified"),
    ("editMessageText", {"message_id": 999, "text": "a"}, "message to edit not found"),
    ("editMessageText", {"message_id": 999, "text": LONG}, "MESSAGE_TOO_LONG"),
    ("editMessageReplyMarkup", {"message_id": 999}, "message to edit not found"),
    (
        "editMessageMedia",
        {"message_id": 999},
        'parameter "media" is required',
    ),
    ("deleteMessage", {"message_id": 999}, "message to delete not found"),
    ("deleteMessage", {}, "message identifier is not specified"),
    (
        "deleteMessages",
        {"message_ids": list(range(1, 102))},
        "too many message identifiers specified",
    ),
    ("deleteMessages", {"message_ids": [0]}, "invalid message identifier specified"),
    ("forwardMessage", {"message_id": 999}, "message to forward not found"),
    ("copyMessage", {"message_id": 999}, "message to copy not found"),
    ("pinChatMessage", {"message_id": 999}, "message to pin not found"),
    ("getChatMember", {"user_id": 5}, "PARTICIPANT_ID_INVALID"),
    ("sendInvoice", STARS | {"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
    ("sendInvoice", STARS | {"currency": "QQQ", "provider_token": "x"}, "CURRENCY_INVALID"),
    ("sendInvoice", STARS | {"payload": "я" * 65}, "INVOICE_PAYLOAD_INVALID"),
    ("sendInvoice", STARS | {"prices": []}, "there must be at least one price"),
    ("sendInvoice", STARS | {"prices": STARS["prices"] * 2}, "STARS_INVOICE_INVALID"),
    ("sendInvoice", STARS | {"provider_token": "x"}, "PAYMENT_PROVIDER_INVALID"),
    ("sendInvoice", STARS | {"currency": "USD"}, "PAYMENT_PROVIDER_INVALID"),
    (
        "sendInvoice",
        STARS | {"prices": [{"label": "", "amount": 5}]},
        "can't parse labeled price: LabeledPrice label must be non-empty",
    ),
]
WITHOUT_CHAT: list[tuple[str, dict[str, Any], str]] = [
    ("getFile", {}, "file_id not specified"),
    ("getFile", {"file_id": "none"}, "invalid file_id"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    (
        "answerPreCheckoutQuery",
        {"pre_checkout_query_id": "1", "ok": True},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "Cart", "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "cart", "description": ""}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "cart"}]},
        "can't parse BotCommand: Can't find field \"description\"",
    ),
    ("setMyCommands", {"commands": [], "language_code": "rus"}, "invalid language code specified"),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "planet"}},
        'can\'t parse BotCommandScope: type "planet" is unsupported',
    ),
    (
        "setChatMenuButton",
        {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "http://a.b"}}},
        "menu button Web App URL 'http://a.b' is invalid: Only HTTPS links are allowed",
    ),
    (
        "setWebhook",
        {"url": "http://a.b/"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://a.b:8080/"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "setWebhook",
        {"url": "https://a.b/", "secret_token": "a b"},
        "secret token contains unallowed characters",
    ),
    ("refundStarPayment", {"user_id": 1, "telegram_payment_charge_id": "x"}, "CHARGE_NOT_FOUND"),
    ("setMyName", {"name": "x" * 65}, "bot name is too long"),
]


@pytest.mark.parametrize(("method", "values", "words"), BAD)
async def test_refused(
    method: str, values: dict[str, Any], words: str, anna: Person, refused: Call
) -> None:
    before = len(anna.messages)
    given = {"chat_id": anna.id, "from_chat_id": anna.id} | values
    if method not in {"copyMessage", "forwardMessage"}:
        del given["from_chat_id"]
    assert await refused(method, **given) == f"Bad Request: {words}"
    assert len(anna.messages) == before


@pytest.mark.parametrize(("method", "values", "words"), WITHOUT_CHAT)
async def test_refused_without_a_chat(
    method: str, values: dict[str, Any], words: str, refused: Call
) -> None:
    assert await refused(method, **values) == f"Bad Request: {words}"


def test_there_are_more_than_sixty() -> None:
    assert len(BAD) + len(WITHOUT_CHAT) >= 60


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ({"request_contact": True}, "phone number can be requested in private chats only"),
        ({"request_location": True}, "location can be requested in private chats only"),
        ({"web_app": {"url": "https://a.b/"}}, "web App buttons can be used in private chats only"),
    ],
)
async def test_private_keys_in_a_group(
    key: dict[str, Any], words: str, staff: Person, refused: Call
) -> None:
    markup = {"keyboard": [[{"text": "x", **key}]]}
    said = await refused("sendMessage", chat_id=staff.chat.id, text="a", reply_markup=markup)
    assert said == f"Bad Request: {words}"


async def test_web_app_button_in_a_group(staff: Person, refused: Call) -> None:
    markup = inline([{"text": "x", "web_app": {"url": "https://a.b/"}}])
    said = await refused("sendMessage", chat_id=staff.chat.id, text="a", reply_markup=markup)
    assert said == "Bad Request: BUTTON_TYPE_INVALID"


async def test_web_app_on_this_machine_may_be_http(anna: Person, ok: Call) -> None:
    markup = inline([{"text": "x", "web_app": {"url": "http://127.0.0.1:8000/miniapp/"}}])
    message = await ok("sendMessage", chat_id=anna.id, text="a", reply_markup=markup)
    assert message["reply_markup"] == markup


async def test_wrong_token_and_unknown_method(engine: Engine, anna: Person) -> None:
    answer = await engine.call("getMe", token="43:OTHER")
    assert (answer.status, answer.body) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    answer = await engine.call("sendPigeon", token=TOKEN)
    assert (answer.status, answer.body["description"]) == (404, "Not Found: method not found")


async def test_blocked_by_the_user(anna: Person, refused: Call, ok: Call) -> None:
    message = await ok("sendMessage", chat_id=anna.id, text="a")
    anna.block()
    words = "Forbidden: bot was blocked by the user"
    assert await refused("sendMessage", code=403, chat_id=anna.id, text="b") == words
    edit = {"chat_id": anna.id, "message_id": message["message_id"], "text": "b"}
    assert await refused("editMessageText", code=403, **edit) == words
    anna.start()
    await ok("sendMessage", chat_id=anna.id, text="c")


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (Upload("a.png", b""), "file must be non-empty"),
        (Upload("a.png", b"not a picture"), "IMAGE_PROCESS_FAILED"),
        (photo(width=2100, height=100), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_bad_pictures(upload: Upload, words: str, anna: Person, refused: Call) -> None:
    said = await refused("sendPhoto", {"photo": upload}, chat_id=anna.id)
    assert said == f"Bad Request: {words}"


async def test_a_document_is_no_photo(anna: Person, ok: Call, refused: Call) -> None:
    sent = await ok("sendDocument", {"document": Upload("a.txt", b"x")}, chat_id=anna.id)
    file_id = sent["document"]["file_id"]
    said = await refused("sendPhoto", chat_id=anna.id, photo=file_id)
    assert said == "Bad Request: can't use file of type Document as Photo"


async def test_refused_calls_are_on_record(engine: Engine, anna: Person, refused: Call) -> None:
    await refused("sendMessage", chat_id=anna.id, text="")
    (call,) = calls(engine, "sendMessage", ok=False)
    assert call.description == "Bad Request: message text is empty"
    assert calls(engine, "sendMessage", ok=True) == []
