"""The webhook: who may post, and what becomes of garbage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from structlog.testing import capture_logs

from botapp import application, webhook
from botapp.models import UpdateClaim
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import go_to_name, start
from tests.factories import make_shirt

pytestmark = pytest.mark.django_db

ANNA = {"id": 5, "is_bot": False, "first_name": "Anna", "language_code": "en"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Anna"}
GROUP = {"id": -100, "type": "supergroup", "title": "Friends"}
HUGE = 10**400


def post(body: bytes | object, **headers: str) -> tuple[int, bytes]:
    given = {"x-telegram-bot-api-secret-token": "test-webhook-secret"} | headers
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return async_to_sync(webhook.receive)(given, raw)


def message(**facts: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": PRIVATE, "from": ANNA, "text": "/start"} | facts


def query(**facts: Any) -> dict[str, Any]:
    shown = {"message_id": 1, "date": 1, "chat": PRIVATE, "text": "x"}
    return {"id": "7", "from": ANNA, "chat_instance": "1", "data": "1m", "message": shown} | facts


def test_a_right_update_is_taken(chat: Chat) -> None:
    post({"update_id": 1, "message": message()})
    assert UpdateClaim.objects.get().update_id == 1
    assert Customer.objects.get().pk == 5


@pytest.mark.parametrize("secret", ["", "wrong", "test-webhook-secre", "тайна"])
def test_without_the_secret_nothing_is_taken(chat: Chat, secret: str) -> None:
    status, answer = post(
        {"update_id": 1, "message": message()}, **{"x-telegram-bot-api-secret-token": secret}
    )
    assert status == 403
    assert json.loads(answer)["error"]["code"] == "forbidden"
    assert async_to_sync(webhook.receive)({}, b"{}")[0] == 403
    assert not UpdateClaim.objects.exists()


def test_a_store_without_a_secret_takes_nothing(chat: Chat, settings: Any) -> None:
    settings.TELEGRAM_WEBHOOK_SECRET = ""
    assert post({"update_id": 1}, **{"x-telegram-bot-api-secret-token": ""})[0] == 403


def test_a_body_over_a_mebibyte_is_refused(chat: Chat) -> None:
    assert post(b" " * ((1 << 20) + 1))[0] == 413
    assert post(b" " * (1 << 20))[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"not json", b"\xff\xfe", b"null", b"[]", b"5", b'"x"', b"{}", b"[" * 100_000,
        b'{"update_id": ' + b"9" * 5000 + b"}", b'{"update_id": NaN}',
        {"update_id": "1", "message": message()}, {"update_id": True, "message": message()},
        {"update_id": None}, {"update_id": 1.5, "message": message()},
        {"update_id": HUGE, "message": message()}, {"message": message()},
        {"update_id": 1, "message": 5}, {"update_id": 1, "message": []},
        {"update_id": 1, "message": message(text=5)},
        {"update_id": 1, "message": message(text=["x"])},
        {"update_id": 1, "message": message(date="x")},
        {"update_id": 1, "message": message(date=HUGE)},
        {"update_id": 1, "message": message(message_id="x")},
        {"update_id": 1, "message": message(message_id=HUGE)},
        {"update_id": 1, "message": message(message_id=None)},
        {"update_id": 1, "message": message(message_id={})},
        {"update_id": 1, "message": message(**{"from": {"id": "5", "first_name": "A"}})},
        {"update_id": 1, "message": message(**{"from": ANNA | {"id": HUGE}})},
        {"update_id": 1, "message": message(**{"from": ANNA | {"id": None}})},
        {"update_id": 1, "message": message(**{"from": ANNA | {"language_code": 5}})},
        {"update_id": 1, "message": message(chat={"id": "x", "type": "private"})},
        {"update_id": 1, "message": message(chat=5)},
        {"update_id": 1, "callback_query": 5},
        {"update_id": 1, "callback_query": query(data=5)},
        {"update_id": 1, "callback_query": query(data={"a": 1})},
        {"update_id": 1, "callback_query": query(message={"message_id": "x", "chat": PRIVATE,
                                                          "date": 1})},
        {"update_id": 1, "callback_query": query(**{"from": ANNA | {"id": HUGE}})},
    ],
    ids=lambda body: repr(body)[:60],
)  # fmt: skip
def test_garbage_is_answered_200_and_logged(chat: Chat, body: Any) -> None:
    with capture_logs() as logs:
        status, _answer = post(body)
    assert status == 200
    assert [entry["event"] for entry in logs] == ["webhook.not_an_update"]
    assert not UpdateClaim.objects.exists()
    assert not Customer.objects.exists()
    assert chat.calls("sendMessage") == []


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"},
                          "text": "/start"}},
        {"message": message(chat=GROUP)},
        {"message": message(chat=GROUP, text="/start")},
        {"message": message(**{"from": ANNA | {"is_bot": True}})},
        {"edited_message": message(text="changed")},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0,
                  "is_closed": False, "is_anonymous": True, "type": "regular",
                  "allows_multiple_answers": False}},
        {"callback_query": query(message={"message_id": 1, "date": 1, "chat": GROUP})},
        {"inline_query": {"id": "1", "from": ANNA, "query": "x", "offset": ""}},
        {"a_kind_of_update_still_to_be_invented": {"x": 1}},
    ],
    ids=lambda update: next(iter(update), "empty"),
)  # fmt: skip
def test_what_is_not_for_the_store_is_ignored(chat: Chat, update: dict[str, Any]) -> None:
    assert post({"update_id": 1} | update)[0] == 200
    assert not Customer.objects.exists()
    assert chat.calls("sendMessage") == []


@pytest.mark.parametrize("text", ["a\0b", "\udc00 lone \ud83d", "\0", "/start \0\udfff"])
def test_what_no_database_can_hold_is_left_out(chat: Chat, text: str) -> None:
    odd = ANNA | {"first_name": text, "username": text, "language_code": text}
    assert post({"update_id": 1, "message": message(text=text, **{"from": odd})})[0] == 200
    assert post({"update_id": 2, "callback_query": query(data=text, **{"from": odd})})[0] == 200
    assert UpdateClaim.objects.count() == 2
    assert Customer.objects.get().pk == 5


def test_odd_answers_in_checkout_do_no_harm(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    facts = {"from": anna.user.as_json(), "chat": PRIVATE | {"id": anna.id}}
    for number, text in enumerate(["\0", "\ud83d", "Jo\0hn \udc00Doe", "+1555\0" + "1234567"]):
        status, _ = post(
            {
                "update_id": number + 1,
                "message": message(text=text, message_id=900 + number) | facts,
            }
        )
        assert status == 200
    assert Customer.objects.get().session.data["phone"] == "+15551234567"


def test_a_stopped_server_asks_for_the_update_again(chat: Chat) -> None:
    start(chat, chat.person())
    async_to_sync(application.stop)()
    with capture_logs() as logs:
        assert post({"update_id": 1, "message": message()})[0] == 503
    assert [entry["event"] for entry in logs] == ["webhook.failed"]
    assert UpdateClaim.objects.filter(pk=1).count() == 0
