"""Every parameter and object that the Bot API publishes for the methods served is taken.

`test_tables` proves that the engine's tables of fields are the published ones; here each of
their names is called with a good value, as JSON and as a form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from botapp.emulator.engine import Engine, Person, Upload, fields
from botapp.emulator.engine.payments import pay
from botapp.emulator.engine.state import Query
from tests.botapp.emulator import published
from tests.botapp.emulator.conftest import Call, Clock, button, inline, photo
from tests.botapp.emulator.published import ANNA, INVOICE, KEYS, OBJECTS, REQUIRED, VALUES

# Published, and refused here as Telegram refuses them to a bot of this kind.
REFUSED = {
    "business_connection_id": ("x", "business connection not found"),
    "message_thread_id": (1, "message thread not found"),
    "rich_message": ({"html": "<b>a</b>"}, "RICH_MESSAGE_NOT_SUPPORTED"),
}
# Their answer is a chat action's or an edit's: a thread there is not looked for.
THREAD_IGNORED = {"sendChatAction", "sendMediaGroup"}
# What makes sense only together with something else.
TOGETHER: list[tuple[str, dict[str, Any]]] = [
    ("createInvoiceLink", INVOICE | {"provider_token": "", "currency": "XTR",
     "prices": [{"label": "A month", "amount": 50}], "subscription_period": 2_592_000}),
    ("sendInvoice", REQUIRED["sendInvoice"] | {"max_tip_amount": 500,
     "suggested_tip_amounts": [100, 200, 300, 500]}),
    ("sendInvoice", REQUIRED["sendInvoice"] | {"reply_markup":
     {"inline_keyboard": [[{"text": "Pay", "pay": True}], [{"text": "No", "callback_data": "n"}]]}}),
    ("sendMessage", {"chat_id": ANNA, "text": published.HTML, "parse_mode": "HTML"}),
    ("sendMessage", {"chat_id": ANNA, "text": published.MARKDOWN_V2, "parse_mode": "MarkdownV2"}),
    ("sendMessage", {"chat_id": ANNA, "text": published.MARKDOWN, "parse_mode": "Markdown"}),
    ("editMessageText", {"inline_message_id": "inline1", "text": "T-Shirt"}),
    ("editMessageCaption", {"inline_message_id": "inline2", "caption": "T-Shirt"}),
    ("editMessageMedia", {"inline_message_id": "inline2",
     "media": {"type": "document", "media": "document"}}),
    ("editMessageReplyMarkup", {"inline_message_id": "inline1"}),
    ("deleteMyCommands", {"scope": {"type": "chat", "chat_id": ANNA}, "language_code": "en"}),
]  # fmt: skip


def methods_and_names() -> Iterator[tuple[str, str]]:
    for method, line in sorted(fields.METHODS.items()):
        for word in line.split():
            yield method, word.partition(":")[0].rstrip("!")


def values_of(method: str, name: str) -> list[Any]:
    """Good values for this parameter of this method; of an object all its published shapes."""
    for key in (f"{method}.{name}", name):
        if key in VALUES:
            return VALUES[key]
    kind = dict(word.replace("!", "").split(":") for word in fields.METHODS[method].split())[name]
    if kind == "markup":
        names = ("InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply")
        return [shape for one in names for shape in OBJECTS[one]]
    if kind.startswith("[") and kind[1:-1] in OBJECTS:
        return [[shape] for shape in OBJECTS[kind[1:-1]]]
    if kind in OBJECTS:
        return OBJECTS[kind]
    return [REQUIRED[method][name]]


def calls() -> Iterator[Any]:
    for method in sorted(fields.METHODS):
        yield pytest.param(method, REQUIRED.get(method, {}), id=f"{method}-required")
    for method, name in methods_and_names():
        if name in REFUSED or name in ("inline_message_id", "subscription_period"):
            continue
        if name == "suggested_tip_amounts":
            continue
        for number, value in enumerate(values_of(method, name), 1):
            body = REQUIRED.get(method, {}) | {name: value}
            if name in ("caption_entities", "entities"):
                body |= {"caption" if name == "caption_entities" else "text": "A shirt"}
            yield pytest.param(method, body, id=f"{method}-{name}-{number}")
    for number, (method, body) in enumerate(TOGETHER, 1):
        yield pytest.param(method, body, id=f"{method}-together-{number}")


@pytest.fixture
async def world(
    engine: Engine, anna: Person, staff: Person, ok: Call, clock: Clock
) -> dict[str, str]:
    """Messages 2 (text) and 3 (photo), two inline ones, queries that wait, a payment in Stars."""
    keys = {"reply_markup": inline([button("Old", "old")])}
    text = await ok("sendMessage", chat_id=anna.id, text="Smart shirt", **keys)
    picture = await ok("sendPhoto", {"photo": photo()}, chat_id=anna.id, caption="Old", **keys)
    assert (text["message_id"], picture["message_id"]) == (2, 3)
    await ok("pinChatMessage", chat_id=anna.id, message_id=2)
    anna.chat.messages[1].body["text"] = "Smart shirt"
    paper = Upload("bill.txt", b"Bill")
    bill = await ok("sendDocument", {"document": paper}, chat_id=anna.id)
    for number, name in ((2, "inline1"), (3, "inline2")):
        anna.chat.messages[number].inline_id = name
    invoice = {
        "title": "Card", "currency": "XTR", "total_amount": 5, "payload": "p",
        "subscription_period": 2_592_000,
    }  # fmt: skip
    for kind in ("callback", "inline", "web_app", "pre_checkout"):
        body = (
            {"invoice": invoice, "declined": False, "source": {}} if kind == "pre_checkout" else {}
        )
        engine.state.queries[kind] = Query(kind, kind, anna.id, anna.id, clock.at, body)
    pay(engine, engine.state.queries["pre_checkout"])
    file_id = picture["photo"][-1]["file_id"]
    return {
        "photo": file_id,
        "document": bill["document"]["file_id"],
        "charge": engine.state.transactions[0]["id"],
    }


def placed(value: Any, world: dict[str, str]) -> Any:
    """The body with ids of things that are there instead of their names."""
    if isinstance(value, dict):
        return {
            key: world.get(inner, inner)
            if isinstance(inner, str) and key != "type"
            else placed(inner, world)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [placed(inner, world) for inner in value]
    return value


def uploads_of(body: dict[str, Any]) -> dict[str, Upload]:
    names = [name for name, value in body.items() if value == "upload"]
    uploads = {name: Upload("a.pem", b"x") for name in names}
    return uploads | ({"thumbnail": photo()} if "attach://" in json.dumps(body) else {})


@pytest.mark.parametrize("from_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize(("method", "body"), list(calls()))
async def test_a_published_body_is_taken(
    engine: Engine, world: dict[str, str], method: str, body: dict[str, Any], from_form: bool
) -> None:
    uploads = uploads_of(body)
    engine.fetch = fetched
    values = {key: value for key, value in placed(body, world).items() if value != "upload"}
    if from_form:
        values = {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in values.items()
        }

    answer = await engine.call(method, values, uploads, from_form=from_form)

    assert answer.body["ok"] is True, answer.body


async def fetched(url: str) -> Upload:
    return photo()


@pytest.mark.parametrize(
    ("method", "name"), [pair for pair in methods_and_names() if pair[1] in REFUSED]
)
async def test_what_this_bot_does_not_have_is_refused(
    engine: Engine, world: dict[str, str], method: str, name: str
) -> None:
    value, words = REFUSED[name]
    body = placed(REQUIRED[method], world) | {name: value}

    answer = await engine.call(method, body)

    if name == "message_thread_id" and method in THREAD_IGNORED:
        assert answer.status == 200
    else:
        assert answer.body["description"] == f"Bad Request: {words}"


def test_every_field_of_every_object_is_tried() -> None:
    tried: set[tuple[str, str]] = set()
    for kind in fields.OBJECTS:
        tried |= {(kind, name) for shape in shapes_of(kind) for name in shape}
    published_fields = {
        (kind, word.partition(":")[0].rstrip("!"))
        for kind, line in fields.OBJECTS.items()
        for word in line.split()
    }
    not_sent = {"User", "InputRichMessage", "SuggestedPostPrice"}  # read, or refused as a whole
    assert {pair for pair in published_fields - tried if pair[0] not in not_sent} == set()


def shapes_of(kind: str) -> list[dict[str, Any]]:
    """All objects of this kind within the bodies above."""
    names = {word.partition(":")[0].rstrip("!") for word in fields.OBJECTS[kind].split()}
    required = {
        word.partition(":")[0].rstrip("!")
        for word in fields.OBJECTS[kind].split()
        if "!" in word.partition(":")[0]
    }
    found: list[dict[str, Any]] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if required <= value.keys() <= names:
                found.append(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk([OBJECTS, REQUIRED, [body for _, body in TOGETHER], KEYS])
    return found
