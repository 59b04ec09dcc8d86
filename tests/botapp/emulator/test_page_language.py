"""The page speaks the language its visitor chose, or the one their browser asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from botapp.emulator import document
from botapp.emulator.asgi import HttpRequest
from botapp.emulator.words import WORDS

SCRIPTS = Path(document.__file__).parent / "page" / "js"
# t("…"), t(which ? "…" : "…"); what is only compared is no word
CALL = re.compile(r'\bt\(((?:[^"()]*"[^"]*")+)')
COMPARED = re.compile(r'=== "[^"]*"')


def asked(**headers: str) -> tuple[str, dict[str, str]]:
    """The language of the page and its words."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    response = document.document(HttpRequest("GET", "/emulator/", "", names, b""))
    body = response.body.decode()
    words = re.search(r'<script id="words" type="application/json">(.*?)</script>', body)
    assert words
    found = re.search(r'<html lang="(\w+)">', body)
    assert found
    assert response.headers["content-language"] == found[1]
    return found[1], json.loads(words[1])


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({"accept_language": "ru-RU,ru;q=0.9,en;q=0.8"}, "ru"),
        ({"accept_language": "en-GB"}, "en"),
        ({"accept_language": "de-DE,ru;q=0.5"}, "ru"),
        ({"accept_language": "de"}, "en"),
        ({"accept_language": "*"}, "en"),
        ({}, "en"),
        ({"accept_language": "ru", "cookie": "a=b; django_language=en"}, "en"),
        ({"accept_language": "ru", "cookie": "django_language=../x"}, "ru"),
        ({"accept_language": "ru", "cookie": "\x01=;;;"}, "ru"),
    ],
)
def test_the_language_of_the_page(headers: dict[str, str], language: str) -> None:
    assert asked(**headers)[0] == language


def test_every_word_is_said_in_russian() -> None:
    _, words = asked(accept_language="ru")
    assert words["New customer"] == "Новый покупатель"
    assert [word for word, said in words.items() if not re.search("[А-Яа-я]", said)] == []
    places = re.compile(r"%\((\w+)\)s")
    for word, said in words.items():
        assert places.findall(word) == places.findall(said), word


def test_the_scripts_say_no_word_that_has_no_translation() -> None:
    said: set[str] = set()
    for script in SCRIPTS.glob("*.js"):
        for call in CALL.findall(COMPARED.sub("", script.read_text())):
            said.update(re.findall(r'"([^"]*)"', call))
    assert {word for word in said if word != "…"} <= set(WORDS)


def test_no_word_is_left_over() -> None:
    sources = "".join(path.read_text() for path in SCRIPTS.glob("*.js"))
    package = Path(document.__file__).parent
    refusals = "".join(
        path.read_text() for path in [*package.glob("engine/*.py"), package / "pageapi.py"]
    )
    for word in WORDS:
        assert f'"{word}"' in sources or re.search(rf"\b{re.escape(word)}\b", sources + refusals), (
            word
        )
