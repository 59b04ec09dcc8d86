"""`manage.py createsuperuser`, as whoever opens the store types it."""

import builtins

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser
from django.core.management import call_command

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-odd-password-42"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)


def the_owner():
    owner = get_user_model().objects.get(username="boss")
    assert owner.is_superuser
    assert owner.check_password(PASSWORD)
    return owner


def test_a_user_name_is_enough() -> None:
    call_command("createsuperuser", "--noinput", "--username", "boss")
    assert the_owner().email == ""


def test_an_address_is_kept_when_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("createsuperuser", "--noinput", "--username", "boss", "--email", "b@shop.example")
    assert the_owner().email == "b@shop.example"
    get_user_model().objects.all().delete()
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "c@shop.example")
    call_command("createsuperuser", "--noinput", "--username", "boss")
    assert the_owner().email == "c@shop.example"


def test_the_prompt_asks_for_a_name_and_a_password_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Terminal:
        def isatty(self) -> bool:
            return True

    def answer(question: str = "") -> str:
        asked.append(question)
        return "boss"

    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD")
    monkeypatch.setattr(builtins, "input", answer)
    monkeypatch.setattr(createsuperuser.getpass, "getpass", lambda *_: PASSWORD)
    call_command("createsuperuser", stdin=Terminal(), verbosity=0)
    assert the_owner().email == ""
    assert len(asked) == 1
    assert "name" in asked[0].lower() or "имя" in asked[0].lower()
