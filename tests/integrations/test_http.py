"""What becomes of requests to services outside."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from integrations import http
from shop.errors import DeliveryError


def ask(answer):
    """What `http.send` makes of `answer`, a response or something raised by the transport."""

    def handle(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    with http.client("https://far.example", transport=httpx.MockTransport(handle)) as opened:
        return http.send(opened, "POST", "/secret-token/method", json={"key": "secret"})


def failure(answer):
    with pytest.raises(DeliveryError) as raised:
        ask(answer)
    return raised.value


def test_an_answer_is_handed_back():
    assert http.json_of(ask(httpx.Response(201, json={"ok": True}))) == {"ok": True}


def test_what_is_no_json_is_tried_again():
    with pytest.raises(DeliveryError, match="no JSON") as raised:
        http.json_of(httpx.Response(200, text="<html>"))
    assert not raised.value.permanent


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.ReadError("reset")]
)
def test_what_did_not_arrive_is_tried_again(trouble):
    error = failure(trouble)
    assert (error.permanent, error.retry_after) == (False, None)
    assert str(error) == f"no answer: {type(trouble).__name__}"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 409, 423, 425])
def test_a_far_side_in_trouble_is_tried_again(status):
    assert not failure(httpx.Response(status)).permanent


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 410, 422])
def test_a_refusal_is_for_good(status):
    error = failure(httpx.Response(status, text="no  such\nthing"))
    assert (error.permanent, str(error)) == (True, f"answered {status}: no such thing")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("0", 0), ("-3", 0), ("1e9", 3600), ("nan", None), ("soon", None), ("", None)],
)
def test_the_wish_to_wait_is_read(value, seconds):
    error = failure(httpx.Response(429, headers={"Retry-After": value}))
    assert (error.permanent, error.retry_after) == (False, seconds)


def test_the_wish_to_wait_may_be_a_date():
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    waited = failure(httpx.Response(503, headers={"Retry-After": until})).retry_after
    assert waited is not None
    assert 95 < waited <= 100


def test_no_error_tells_the_address():
    for answer in (httpx.ConnectError("refused"), httpx.Response(500)):
        assert "secret" not in str(failure(answer))
