"""Whoever is refused reads why, in Russian or English."""

import pytest
from django.test import Client
from django.utils import translation

from shop.api.documentation import _schema
from shop.api.error_words import STORE, WORDS, words
from shop.errors import ErrorCode
from tests.api.clients import anybody, customer, details_of, error_of, staff

pytestmark = pytest.mark.django_db
RUSSIAN = {"accept-language": "ru-RU,ru;q=0.9,en;q=0.8"}


def in_language(language, code):
    with translation.override(language):
        return words(code)


def test_every_code_has_words_in_both_languages():
    assert set(STORE) == set(ErrorCode)
    for code in WORDS:
        english, russian = in_language("en", code), in_language("ru", code)
        assert english.isascii(), code
        assert russian != english, code


def test_the_schema_describes_every_code():
    schema = _schema().decode()
    for code in WORDS:
        assert f"* `{code}`: {in_language('en', code)}" in schema


@pytest.mark.parametrize(
    ("language", "message", "reason"),
    [
        ("ru", "Запрос составлен неверно.", "Обязательное поле."),
        ("de,ru;q=0.5", "Запрос составлен неверно.", "Обязательное поле."),
        ("en-GB", "The request is malformed.", "This field is required."),
        ("de", "The request is malformed.", "This field is required."),
        ("", "The request is malformed.", "This field is required."),
    ],
)
def test_it_is_said_in_the_language_that_is_asked_for(language, message, reason):
    answer = customer(77).post("orders", {}, **{"accept-language": language})
    assert error_of(answer) == (422, "invalid")
    assert answer.json()["error"]["message"] == message
    assert details_of(answer)["items"] == [reason]
    assert answer["Content-Language"] == ("ru" if "ru" in language else "en")
    assert "Accept-Language" in answer["Vary"]


def test_refusals_of_every_layer_are_in_russian():
    def said(answer):
        return answer.json()["error"]["message"]

    body = {
        "user_details": {"full_name": "x" * 300, "phone_number": "1"},
        "shipping_address": "ул. Мира, 1",
        "items": [{"variant_id": 1, "quantity": 1}],
    }
    refused = details_of(customer(77).post("orders", body, **RUSSIAN))
    assert refused["user_details.full_name"] == ["В имени от 2 до 200 знаков, среди них буквы."]
    assert refused["user_details.phone_number"] == [
        "Нужен номер, по которому можно позвонить, с кодом страны."
    ]
    assert said(anybody().get("nowhere", **RUSSIAN)) == "Такого адреса нет."
    assert said(anybody().get("products/999", **RUSSIAN)) == "Такого здесь нет."
    forged = {"authorization": "tma hash=0", **RUSSIAN}
    assert said(anybody().get("cart", **forged)) == "Данные Mini App отклонены: хеш не сходится."
    assert said(anybody().get("cart", **RUSSIAN)).startswith("Учетные данные")
    assert said(anybody().post("auth/token", b"{", **RUSSIAN)) == "Тело запроса — не JSON."
    wrong = {"username": "a", "password": "b"}
    refusal = "Сотрудника с таким именем и паролем нет."
    assert said(anybody().post("auth/token", wrong, **RUSSIAN)) == refusal
    page = details_of(anybody().get("products", {"page": 0}, **RUSSIAN))
    assert page["page"] == ["Целое число от 1 до 1000000."]
    price = details_of(staff().post("admin/products", {"variants": [{"price": 1}]}, **RUSSIAN))
    assert price["variants.0.price"][0].startswith("Сумма — это текст")


@pytest.mark.parametrize(
    ("asked", "name"), [("", "Кружка"), ("en", "Mug"), ("de", "Mug"), ("ru", "Кружка")]
)
def test_goods_are_named_in_english_to_whoever_speaks_neither(asked, name):
    from tests.factories import make_product

    product = make_product("Кружка", translations={"en": {"name": "Mug"}})
    answer = anybody().get(f"products/{product.pk}", **{"accept-language": asked})
    assert answer.json()["name"] == name


def test_a_request_for_another_host_is_refused_in_the_same_shape(settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/products", headers={"host": "evil.example", **RUSSIAN})
    assert error_of(answer) == (400, "invalid")
    assert answer.json()["error"]["message"] == "Запрос составлен неверно."
    page = client.get("/admin/", headers={"host": "evil.example"})
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_a_failure_outside_the_views_has_the_same_shape(monkeypatch):
    def broken(self, request):
        raise RuntimeError

    monkeypatch.setattr("shop.audit.middleware.Acting.__call__", broken)
    answer = Client(raise_request_exception=False).get("/api/v1/products")
    assert error_of(answer) == (500, "internal")


def test_an_address_names_the_methods_that_it_takes():
    answer = anybody().client.options("/api/v1/products")
    assert error_of(answer) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD"


def test_json_may_load_nothing_and_stand_in_no_frame():
    policy = anybody().get("products")["Content-Security-Policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"
    page = anybody().client.get("/api/docs")["Content-Security-Policy"]
    assert "script-src 'self'" in page
    assert "frame-ancestors 'none'" in page
