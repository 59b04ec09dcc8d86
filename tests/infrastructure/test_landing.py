"""The page at the root, in the language its visitor asks for or chose."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("en-GB,en", "en", "This store lives in Telegram"),
        ("ru-RU,ru;q=0.9", "ru", "Этот магазин живёт в Telegram"),
        ("de", "en", "This store lives in Telegram"),
    ],
)
def test_the_language_of_the_browser(
    client: Client, accepted: str, language: str, words: str
) -> None:
    answer = client.get("/", headers={"accept-language": accepted})
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert words in page
    assert "django_language" not in answer.cookies


def test_a_chosen_language_is_kept(client: Client) -> None:
    client.get("/?lang=ru", headers={"accept-language": "en"})
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Этот магазин живёт в Telegram" in page


def test_a_language_the_store_does_not_speak_changes_nothing(client: Client) -> None:
    answer = client.get("/?lang=xx", headers={"accept-language": "ru"})
    assert '<html lang="ru">' in answer.content.decode()
    assert "django_language" not in answer.cookies
