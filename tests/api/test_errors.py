"""Whatever goes wrong, the answer has one shape, and never says how the store works."""

import pytest
from django.db import OperationalError
from django.test import Client

from catalog.api import store
from tests.api.clients import Api, anybody, customer, error_of, staff
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v1/products/x/", "/api/v2/"])
def test_an_address_that_is_not_there(method, path):
    client = Client(enforce_csrf_checks=True)
    assert error_of(getattr(client, method)(path)) == (404, "not_found")


def test_a_method_that_is_not_there():
    answer = anybody().post("products", {})
    assert error_of(answer) == (405, "method_not_allowed")
    assert "GET" in answer["Allow"]
    assert error_of(anybody().client.options("/api/v1/products")) == (405, "method_not_allowed")
    assert error_of(staff().delete("admin/orders")) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"nonsense", b"\xff\xfe", b'{"items": NaN}', b'{"items": Infinity}',
        b'{"comment": "\\ud800"}', b'{"a": ' * 50 + b"1" + b"}" * 50, b"[" * 100_000,
        b'{"user_id": ' + b"9" * 5000 + b"}", b"[]", b'"text"', b"null", b"5",
    ],
    ids=range(14),
)  # fmt: skip
def test_a_body_that_cannot_be_read(body):
    answer = customer(5).post("orders", body)
    status, code = error_of(answer)
    assert status == 422
    assert code in ("malformed_body", "invalid")


def test_a_body_of_another_kind():
    answer = customer(5).client.post("/api/v1/orders", "<a/>", content_type="text/xml")
    assert error_of(answer) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large():
    answer = customer(5).post("orders", b'{"comment": "' + b"x" * 300_000 + b'"}')
    assert error_of(answer) == (413, "body_too_large")


def test_a_failure_says_nothing_of_itself(monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(store, "product_card", broken)
    answer = anybody().get("products/1")
    assert error_of(answer) == (500, "internal")
    assert "hunter2" not in answer.content.decode()
    assert "hunter2" in caplog.text


def test_a_database_that_is_busy_asks_to_come_again(monkeypatch):
    def busy(*_, **__):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(store, "product_card", busy)
    answer = anybody().get("products/1")
    assert error_of(answer) == (503, "busy")
    assert answer["Retry-After"] == "1"


def test_who_is_known_by_the_wrong_scheme_is_nobody():
    for client in (anybody(), Api(authorization="Basic YTpi"), Api(authorization="tma"), staff()):
        assert error_of(client.get("users/me")) == (401, "unauthorized")
    for client in (anybody(), customer(5)):
        assert error_of(client.get("admin/orders")) == (401, "unauthorized")


def test_a_browser_gets_json_too():
    product = make_product()
    answer = anybody(accept="text/html").get(f"products/{product.pk}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("path", ["products", "categories", "cart", "users/me", "orders/my"])
def test_every_path_answers_with_and_without_its_slash(path):
    me = customer(5)
    assert me.get(path).status_code == me.get(f"{path}/").status_code == 200


def test_what_is_one_s_own_is_kept_nowhere():
    assert customer(5).get("users/me")["Cache-Control"] == "no-store"


def test_only_named_origins_may_ask_from_a_page(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    asked = anybody(origin="https://shop.example").get("products")
    assert asked["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Origin" not in anybody(origin="https://evil.example").get(
        "products"
    )
    preflight = anybody(
        origin="https://shop.example",
        **{
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,idempotency-key,if-modified-since",
        },
    ).client.options("/api/v1/orders")
    assert preflight.status_code == 200
    for header in ("idempotency-key", "if-modified-since"):
        assert header in preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/api/v1/products/%0Ax", "/api/%0A", "/api/v9", "/api"])
def test_an_address_that_is_none_is_told_in_the_same_shape(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["error"]["code"] == "not_found"
