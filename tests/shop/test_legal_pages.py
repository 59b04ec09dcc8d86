"""Anybody can read the legal texts, in their language, in every version."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import ProtectedError
from django.test import Client
from pytest_django import Settings

from shop.models import LegalDocument, StoreSettings
from shop.services.give_consent import give_consent
from shop.views import blocks
from tests.factories import make_customer

_DRAFTS = import_module("shop.migrations.0002_legal_documents")
_LATER_DRAFTS = import_module("shop.migrations.0008_offer_and_returns")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/privacy", "/privacy/", "/terms", "/terms/", "/offer", "/offer/", "/returns", "/returns/"],
)
def test_pages_answer_with_and_without_a_slash(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("query", "header", "title"),
    [
        ("?lang=ru", "en", "Политика обработки персональных данных"),
        ("?lang=en", "ru", "Privacy policy"),
        ("", "ru-RU,ru;q=0.9,en;q=0.5", "Политика обработки персональных данных"),
        ("", "de-DE, ru;q=0.3", "Политика обработки персональных данных"),
        ("", "de-DE", "Privacy policy"),
        ("?lang=xx", "", "Privacy policy"),
    ],
)
def test_language_by_query_then_header_then_english(
    client: Client, query: str, header: str, title: str
) -> None:
    response = client.get(f"/privacy{query}", headers={"accept-language": header})

    assert f"<h1>{title}</h1>" in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_drafts_say_what_the_law_asks_and_mark_the_gaps(client: Client) -> None:
    page = client.get("/privacy?lang=ru").content.decode()

    for needed in ("152-ФЗ", "Оператор персональных данных", "отозвать согласие", "номер телефона"):
        assert needed in page
    assert "<mark>ИНН</mark>" in page
    assert "[[" not in page


def test_older_version_stays_readable(client: Client) -> None:
    LegalDocument.objects.create(
        kind="terms",
        version=2,
        text="# Новые условия",
        translations={"en": {"text": "# New terms"}},
    )

    now = client.get("/terms?lang=en").content.decode()
    old = client.get("/terms?lang=en&version=1").content.decode()

    assert "<h1>New terms</h1>" in now
    assert "earlier version" not in now
    assert "<h1>Terms of sale (public offer)</h1>" in old
    assert "earlier version" in old


@pytest.mark.parametrize("version", ["99", "0", "-1", "x", "²", "9" * 30])
def test_unknown_version_is_not_found(client: Client, version: str) -> None:
    assert client.get("/terms", {"version": version}).status_code == 404


def test_texts_are_escaped_and_nothing_comes_from_elsewhere(client: Client) -> None:
    StoreSettings.objects.update_or_create(pk=1, defaults={"name": "<b>&", "currency": "RUB"})
    LegalDocument.objects.create(
        kind="policy", version=2, text="# <script>alert(1)</script> [[<i>]]"
    )

    page = client.get("/privacy?lang=ru").content.decode()

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<mark>&lt;i&gt;</mark>" in page
    assert "&lt;b&gt;&amp;" in page
    assert "http" not in page.replace("http-equiv", "")


def test_layout_of_a_text() -> None:
    laid_out = blocks("# T\n\n## H\nfirst\nsecond\n\nthird\n- a\n- b [[c]]")

    assert [(block.kind, len(block.lines)) for block in laid_out] == [
        ("title", 1),
        ("heading", 1),
        ("paragraph", 2),
        ("paragraph", 1),
        ("list", 2),
    ]
    assert [(piece.text, piece.missing) for piece in laid_out[-1].lines[1]] == [
        ("b ", False),
        ("c", True),
    ]


def test_a_new_store_has_version_one_of_each_in_both_languages() -> None:
    found = LegalDocument.objects.values_list("kind", "version").order_by("kind")

    assert list(found) == [("offer", 1), ("policy", 1), ("returns", 1), ("terms", 1)]
    for document in LegalDocument.objects.all():
        assert document.text_in("ru") != document.text_in("en")
        assert len(document.text_in("en")) > 2000


def test_reversing_the_drafts_refuses_once_somebody_agreed() -> None:
    give_consent(customer=make_customer(), source="test")

    with pytest.raises(ProtectedError):
        _DRAFTS.remove_drafts(apps, None)

    assert LegalDocument.objects.count() == 4


def test_a_store_whose_main_language_is_english(settings: Settings) -> None:
    settings.STORE_LANGUAGES = ["en", "ru", "kk"]
    _LATER_DRAFTS.remove_drafts(apps, None)
    _DRAFTS.remove_drafts(apps, None)
    assert not LegalDocument.objects.exists()

    _DRAFTS.load_drafts(apps, None)
    _LATER_DRAFTS.load_drafts(apps, None)

    terms = LegalDocument.objects.get(kind="terms", version=1)
    assert terms.text.startswith("# Terms of sale")
    assert set(terms.translations) == {"ru"}
    assert terms.text_in("kk") == terms.text
    offer = LegalDocument.objects.get(kind="offer", version=1)
    assert offer.text.startswith("# Public offer")
    assert not offer.needs_consent
