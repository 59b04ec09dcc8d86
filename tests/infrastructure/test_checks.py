"""`manage.py check` finds registries that lead nowhere and names what is off."""

from django.test import override_settings

from shop.checks import FEATURES, features_that_are_off, registries_can_be_imported

FILLED_IN = {name: "filled in" for names in FEATURES.values() for name in names}

PAYING = {
    "TELEGRAM_PROVIDER_TOKEN": "1:TEST:1",
    "YOOKASSA_SHOP_ID": "1",
    "YOOKASSA_SECRET_KEY": "k",
    "STRIPE_SECRET_KEY": "k",
    "STRIPE_WEBHOOK_SECRET": "k",
    "CRYPTOPAY_TOKEN": "k",
}


def test_the_registries_as_they_are_can_be_imported() -> None:
    assert registries_can_be_imported(None) == []


def test_a_path_that_leads_nowhere_is_an_error() -> None:
    with override_settings(
        OUTBOX_SUBSCRIBERS=["shop.nowhere.Thing"], HEALTH_CHECKS={"x": "shop.health.nothing"}
    ):
        found = registries_can_be_imported(None)
    assert [message.id for message in found] == ["store.E001", "store.E001"]
    assert "OUTBOX_SUBSCRIBERS names shop.nowhere.Thing" in found[0].msg


def test_what_is_off_is_said_once() -> None:
    with override_settings(
        **{**FILLED_IN, "TELEGRAM_BOT_TOKEN": "", "TELEGRAM_STAFF_CHAT_ID": None}
    ):
        (note,) = features_that_are_off(None)
    assert note.msg == (
        "Off, because their settings are empty: the bot (TELEGRAM_BOT_TOKEN); "
        "messages to the staff chat (TELEGRAM_STAFF_CHAT_ID)."
    )


def test_nothing_is_said_when_nothing_is_off() -> None:
    with override_settings(**FILLED_IN):
        assert features_that_are_off(None) == []
