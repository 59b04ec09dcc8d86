"""The description tells the truth: generated requests meet no answer that it does not name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from integrations.models import SellerMember
from integrations.sellers import connect_account
from integrations.sellers.tokens import log_in as log_in_seller
from integrations.telegram.bot_name import remember_username
from shop.api.documentation import _schema
from shop.errors import ErrorCode, StoreError
from shop.services.staff_tokens import log_in
from tests.api.clients import API_KEY, anybody, init_data, make_staff
from tests.factories import make_customer, make_order, make_product
from tests.sellers.world import make_everything, make_seller

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Of each operation and way to authenticate; more by hand: SCHEMA_CASES=100.
CASES = int(os.environ.get("SCHEMA_CASES", "6"))
described: dict[str, Any] = json.loads(_schema())
schema = schemathesis.openapi.from_dict(described)
bounded = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(settings: Any) -> Iterator[None]:
    """A customer with an order, and no limits: they are tried elsewhere."""
    # As Django's own test client has it: a request of a test does not close its connection.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 60))
    make_product()
    make_order(make_customer(77))
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def try_(case: Any, **headers: str) -> None:
    case.headers = {**dict(case.headers or {}), **headers}
    case.operation.app = get_wsgi_application()
    case.call_and_validate(checks=CHECKS)


@pytest.mark.usefixtures("world")
@schema.include(path_regex="/admin/").parametrize()
@bounded
def test_for_staff(case: Any) -> None:
    from django.contrib.auth.models import User

    user = User.objects.filter(username="anna").first() or make_staff()
    try_(case, Authorization=f"Bearer {log_in(user).access}")


@pytest.mark.usefixtures("world")
@schema.exclude(path_regex="/admin/|/auth/|/seller/").parametrize()
@bounded
def test_for_customers(case: Any) -> None:
    try_(case, Authorization=f"tma {init_data(77)}")


@pytest.mark.usefixtures("world")
@schema.include(path_regex="/seller/").exclude(path_regex="/auth/").parametrize()
@bounded
def test_for_sellers(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError(ErrorCode.KEY_REFUSED, reason="key_refused", missing=[])

    monkeypatch.setattr(connect_account, "check_key", refuse)
    remember_username("shop_bot")
    member = SellerMember.objects.filter(role="owner").first() or make_sellers_world()
    try_(case, Authorization=f"Bearer {log_in_seller(member).access}")


@pytest.mark.usefixtures("world")
@schema.include(path="/api/v1/orders").parametrize()
@bounded
def test_for_trusted_clients(case: Any) -> None:
    try_(case, **{"X-Api-Key": API_KEY})


@pytest.mark.usefixtures("world")
@schema.include(path_regex="/auth/").parametrize()
@bounded
def test_with_the_refresh_cookie(case: Any) -> None:
    from django.contrib.auth.models import User

    user = User.objects.filter(username="anna").first() or make_staff()
    try_(case, Cookie=f"refresh_token={log_in(user).refresh}")


@pytest.mark.usefixtures("world")
@schema.parametrize()
@bounded
def test_for_nobody(case: Any) -> None:
    try_(case, Authorization="")


def make_sellers_world() -> SellerMember:
    seller = make_seller()
    make_everything(seller)
    return seller.members.get()


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_is_explained() -> None:
    assert described["openapi"].startswith("3.1")
    assert len(operations()) >= 30
    for name, operation in operations():
        assert operation["summary"], name
        assert operation["operationId"], name
        good = [code for code in operation["responses"] if code < "300"]
        assert len(good) == 1, name
        assert "429" in operation["responses"], name
        for query in operation.get("parameters", []):
            assert query["in"] == "path" or query["description"], (name, query["name"])
        for code, answer in operation["responses"].items():
            assert answer["description"], (name, code)
            if code != "204":
                [content] = answer["content"].values()
                assert content["examples"], (name, code)
        if body := operation.get("requestBody"):
            assert body["content"]["application/json"]["examples"], name


def test_a_body_of_a_patch_says_what_it_needs() -> None:
    bodies = described["components"]["schemas"]
    assert bodies["StatusChangeRequest"]["required"] == ["status"]
    assert "required" not in bodies["ChangedProductRequest"]
    assert list(bodies["NewCategoryRequest"]["properties"]["translations"]["properties"]) == ["en"]


def test_every_way_to_authenticate_is_described() -> None:
    schemes = described["components"]["securitySchemes"]
    assert set(schemes) == {
        "telegram_mini_app", "trusted_key", "staff", "seller", "refresh_cookie"
    }  # fmt: skip
    by_name = dict(operations())
    orders = by_name["POST /api/v1/orders"]["security"]
    assert orders == [{"telegram_mini_app": []}, {"trusted_key": []}]
    for name, operation in operations():
        if "/admin/" in name:
            assert operation["security"] == [{"staff": []}]
        elif "/seller/" in name and "/auth/" not in name and "/health" not in name:
            assert operation["security"] == [{"seller": []}]


def test_the_examples_are_what_the_schema_says() -> None:
    import jsonschema

    for name, operation in operations():
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                whole = {**content["schema"], "components": described["components"]}
                for example in content["examples"].values():
                    jsonschema.validate(example["value"], whole), name


def test_the_page_needs_nothing_from_outside() -> None:
    for path in ("/api/docs", "/api/docs/"):
        page = anybody().client.get(path)
        assert page.status_code == 200
        assert "http://" not in page.content.decode().replace("http://testserver", "")
        assert "https://" not in page.content.decode()
    for path in ("/api/schema", "/api/schema/"):
        answer = anybody().client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
        assert answer.json() == described
