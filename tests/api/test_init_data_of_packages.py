"""Init data signed by the Mini Apps community's own packages (npm and PyPI), as they made it.

`init_data_of_packages.json` names the package and the version that made each line.
"""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
import time_machine

from shop.telegram_auth import InitDataError, verify_by_token
from tests.api.clients import Api, error_of

MADE = json.loads(Path(__file__).with_name("init_data_of_packages.json").read_text())
TOKEN, SIGNED_AT = MADE["token"], MADE["auth_date"]
LINES = [pytest.param(one, id=f"{one['package']}: {one['name']}") for one in MADE["signed"]]


def verify(init_data, *, token=TOKEN, now=SIGNED_AT + 5):
    return verify_by_token(init_data, token=token, now=now, ttl=3600)


def test_they_come_from_four_packages():
    assert {one["package"] for one in MADE["signed"]} == {
        "@telegram-apps/init-data-node",
        "@tma.js/init-data-node",
        "init-data-py",
        "telegram-init-data",
    }


@pytest.mark.parametrize("made", LINES)
def test_what_a_package_signed_is_believed(made):
    user = verify(made["init_data"])
    assert {
        "id": user.id,
        "full_name": user.full_name,
        "username": user.username,
        "language": user.language,
    } == MADE["user"]


@pytest.mark.parametrize("made", LINES)
def test_no_field_of_it_can_be_changed_dropped_or_added(made):
    pairs = dict(parse_qsl(made["init_data"], keep_blank_values=True))
    forged = [{**pairs, "chat_id": "1"}]
    for name in pairs:
        forged += [{**pairs, name: pairs[name] + "1"}, pairs | {name: pairs[name][:-1] or "x"}]
        forged.append({key: value for key, value in pairs.items() if key != name})
    for fields in forged:
        with pytest.raises(InitDataError):
            verify(urlencode(fields))
    for copied in pairs:
        with pytest.raises(InitDataError):
            verify(f"{made['init_data']}&{urlencode({copied: pairs[copied]})}")


@pytest.mark.parametrize("made", LINES)
def test_another_bot_s_token_or_an_old_date_proves_nothing(made):
    with pytest.raises(InitDataError):
        verify(made["init_data"], token=f"{TOKEN}x")
    with pytest.raises(InitDataError):
        verify(made["init_data"], now=SIGNED_AT + 3601)
    with pytest.raises(InitDataError):
        verify(made["init_data"], now=SIGNED_AT - 60)


@pytest.mark.django_db
@pytest.mark.parametrize("made", LINES)
def test_the_api_knows_who_asks(settings, made):
    settings.TELEGRAM_BOT_TOKEN = TOKEN
    with time_machine.travel(SIGNED_AT + 60, tick=False):
        me = Api(authorization=f"tma {made['init_data']}").get("users/me")
        assert (me.status_code, me.json()["id"]) == (200, MADE["user"]["id"])
        forged = made["init_data"].replace("279058397", "279058398")
        assert error_of(Api(authorization=f"tma {forged}").get("users/me"))[0] == 401
