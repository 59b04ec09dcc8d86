"""The arrows of the house, and what no room may do."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "botapp", "integrations", "orders", "catalog", "shop")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def test_rooms_know_only_those_below_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_nothing_of_the_store_but_config_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.parts[len(ROOT.parts)] != "config"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert readers == []


def test_money_is_never_a_float() -> None:
    """No model of the store has a float column."""
    from django.apps import apps
    from django.db.models import FloatField

    floats = [
        field
        for room in ROOMS[1:]
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FloatField)
    ]
    assert floats == []


def test_only_the_server_and_the_tests_know_the_emulator() -> None:
    importers = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if "emulator" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("botapp.emulator")
    }
    assert importers == {"config/asgi.py"}
