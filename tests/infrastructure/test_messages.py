"""Translations: complete, certain, compiled, and the compiler itself."""

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation

from shop.management.commands.compilemessages import compiled, sources
from tests.infrastructure.processes import ROOT

PO = """
msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Catalog"
msgstr "Каталог"

#, fuzzy
msgid "Cart"
msgstr "Тележка?"

msgid "%d item"
msgid_plural "%d items"
msgstr[0] "%d товар"
msgstr[1] "%d товара"
msgstr[2] "%d товаров"
"""


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return source


def test_compiles_what_gettext_reads(locale: Path) -> None:
    with override_settings(LOCALE_PATHS=[locale.parents[2]]):
        with pytest.raises(CommandError, match=r"django\.po"):
            call_command("compilemessages", check=True)
        call_command("compilemessages", verbosity=0)
        call_command("compilemessages", check=True)
    with locale.with_suffix(".mo").open("rb") as file:
        russian = gettext.GNUTranslations(file)
    assert russian.gettext("Catalog") == "Каталог"
    assert russian.gettext("Cart") == "Cart"
    assert [russian.ngettext("%d item", "%d items", n) % n for n in (1, 3, 5, 21)] == [
        "1 товар",
        "3 товара",
        "5 товаров",
        "21 товар",
    ]


def test_the_committed_mo_files_are_current() -> None:
    assert sources(), "the store has no translations"
    for source in sources():
        assert source.with_suffix(".mo").read_bytes() == compiled(source), source


def test_russian_is_complete_and_certain() -> None:
    russian = [path for path in sources() if path.parts[-3] == "ru"]
    assert russian
    lacking = []
    for source in russian:
        with source.open("rb") as file:
            catalog = read_po(file, locale="ru", abort_invalid=True)
        for message in catalog:
            plural = isinstance(message.string, (list, tuple))
            texts = message.string if plural else [message.string]
            if message.id and (message.fuzzy or not all(texts)):
                lacking.append(message.id)
    assert lacking == []


def test_translations_keep_the_placeholders() -> None:
    for source in sources():
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        wrong = {message.id: list(map(str, errors)) for message, errors in catalog.check()}
        assert wrong == {}, source


def test_what_the_code_says_has_its_russian() -> None:
    with (ROOT / "locale/ru/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale="ru")
    apps = ("botapp", "catalog", "config", "integrations", "orders", "shop")
    said = [
        (context, text, path.name)
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        for context, text in _said(path)
    ]
    assert len(said) > 1000
    with translation.override(
        "ru"
    ):  # Django has Russian for some of its own words, which are said here too
        lacking = [
            (context, text, name)
            for context, text, name in said
            if catalog.get(text, context) is None and translation.gettext(text) == text
        ]
    assert lacking == []


def _said(path: Path) -> Iterator[tuple[str | None, str]]:
    """Context and text of each call of gettext, whatever it is called here."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source if "utils.translation" in source else "")
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = names.get(node.func.id, "")
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if "gettext" in function and texts:
                yield (texts[0], texts[1]) if "pgettext" in function else (None, texts[0])
