"""Init data of the Mini App: believed when Telegram signed it for this bot, and lately."""

import base64
import json
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shop.models import Customer
from shop.telegram_auth import InitDataError, verify_by_signature, verify_by_token
from tests.api.clients import Api, customer, error_of, init_data, signed

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "specs" / "initdata_vectors.json"
TOKEN = "42:TEST"


def published():
    return json.loads(VECTORS.read_text())["vectors"] if VECTORS.exists() else []


def signed_at(init):
    return int(dict(parse_qsl(init))["auth_date"])


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors are not at hand")
def test_every_published_vector_is_believed():
    vectors = [vector for vector in published() if vector["valid_hash"]]
    assert len(vectors) >= 3
    for vector in vectors:
        init, token = vector["init_data"], vector["bot_token"]
        user = verify_by_token(init, token=token, now=signed_at(init) + 5, ttl=3600)
        assert user.id == json.loads(dict(parse_qsl(init))["user"])["id"]
        with pytest.raises(InitDataError):
            verify_by_token(init, token=token + "x", now=signed_at(init), ttl=3600)


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors are not at hand")
def test_the_published_signature_is_believed_for_its_bot_alone():
    [vector] = [vector for vector in published() if vector.get("valid_ed25519_prod")]
    init, bot_id = vector["init_data"], int(vector["bot_token"].split(":")[0])
    now = signed_at(init)
    assert verify_by_signature(init, bot_id=bot_id, now=now, ttl=9).full_name.endswith("Kibenko")
    with pytest.raises(InitDataError):
        verify_by_signature(init, bot_id=bot_id + 1, now=now, ttl=9)
    with pytest.raises(InitDataError):
        verify_by_signature(init.replace("vdkfrost", "vdkfrosT"), bot_id=bot_id, now=now, ttl=9)


def fields(**changes):
    user = {"id": 42, "first_name": "Иван", "last_name": "Петров", "username": "ivan"}
    given = {"auth_date": "1700000000", "query_id": "q", "user": json.dumps(user), **changes}
    return {name: value for name, value in given.items() if value is not None}


def verify(init, *, now=1_700_000_000.0, ttl=3600):
    return verify_by_token(init, token=TOKEN, now=now, ttl=ttl)


def test_the_user_is_whom_telegram_names():
    user = verify(signed(fields(), TOKEN))
    assert (user.id, user.full_name, user.username) == (42, "Иван Петров", "ivan")


@pytest.mark.parametrize("extra", [{"signature": "abc"}, {"start_param": ""}, {"chat_type": "x y"}])
def test_everything_but_the_hash_is_signed(extra):
    init = signed(fields(**extra), TOKEN)
    assert verify(init).id == 42
    name = next(iter(extra))
    without = urlencode(
        [pair for pair in parse_qsl(init, keep_blank_values=True) if pair[0] != name]
    )
    with pytest.raises(InitDataError):
        verify(without)


@pytest.mark.parametrize("name", ["auth_date", "query_id", "user", "hash"])
def test_no_field_can_be_changed(name):
    pairs = dict(parse_qsl(signed(fields(), TOKEN)))
    changed = pairs[name][:-1] + ("0" if pairs[name][-1] != "0" else "1")
    with pytest.raises(InitDataError):
        verify(urlencode({**pairs, name: changed}))


@pytest.mark.parametrize(
    "init",
    [
        "", "hash=", "x", "&&&", "a=1&a=2", "%ff=%ff", "hash=0&user=%7B%7D",
        signed(fields(), TOKEN) + "&query_id=other",
        signed(fields(), TOKEN) + "&query_id=q",
        signed(fields(), "43:TEST"),
        signed(fields(user=None), TOKEN),
        signed(fields(user="[]"), TOKEN),
        signed(fields(user='{"id": "42"}'), TOKEN),
        signed(fields(user='{"id": true}'), TOKEN),
        signed(fields(user='{"id": -1}'), TOKEN),
        signed(fields(user='{"id": 9223372036854775808}'), TOKEN),
        signed(fields(user="[" * 100_000), TOKEN),
        signed(fields(auth_date=None), TOKEN),
        signed(fields(auth_date="soon"), TOKEN),
        signed(fields(auth_date="1" * 400), TOKEN),
    ],
)  # fmt: skip
def test_what_proves_nothing_is_refused(init):
    with pytest.raises(InitDataError):
        verify(init)


def test_it_grows_old_and_does_not_come_from_the_future():
    init = signed(fields(), TOKEN)
    assert verify(init, now=1_700_003_600.0).id == 42
    with pytest.raises(InitDataError, match="old"):
        verify(init, now=1_700_003_601.0)
    with pytest.raises(InitDataError, match="future"):
        verify(init, now=1_699_999_900.0)


def test_by_telegram_s_own_signature():
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields().items()))

    signature = base64.urlsafe_b64encode(key.sign(f"42:WebAppData\n{lines}".encode()))
    init = urlencode({**fields(), "hash": "0", "signature": signature.decode().rstrip("=")})
    facts = {"bot_id": 42, "now": 1_700_000_000.0, "ttl": 60}
    assert verify_by_signature(init, **facts, public_key=public).id == 42
    with pytest.raises(InitDataError):
        verify_by_signature(init, **facts)  # Telegram's key did not sign it
    with pytest.raises(InitDataError):
        verify_by_signature(init.replace("ivan", "iwan"), **facts, public_key=public)


@pytest.mark.django_db
def test_a_customer_is_known_from_the_first_sight_on():
    me = customer(77, first_name="Иван", last_name="Петров", username="ivan", language_code="ru")
    assert me.get("users/me").json() | {"created_at": ""} == {
        "id": 77,
        "full_name": "Иван Петров",
        "username": "ivan",
        "phone_number": "",
        "shipping_address": "",
        "language": "ru",
        "created_at": "",
    }
    customer(77, first_name="Vanya", username="vanya").get("users/me")
    known = Customer.objects.get()
    assert (known.full_name, known.username) == ("Иван Петров", "vanya")
    assert known.telegram_language == "en"


@pytest.mark.django_db
def test_it_is_good_for_the_time_that_is_set(settings):
    settings.INITDATA_TTL = 100
    user = json.dumps({"id": 5, "first_name": "A"})
    fresh = signed({"auth_date": str(int(time.time()) - 90), "user": user})
    old = signed({"auth_date": str(int(time.time()) - 110), "user": user})
    assert Api(authorization=f"tma {fresh}").get("users/me").status_code == 200
    answer = Api(authorization=f"tma {old}").get("users/me")
    assert error_of(answer) == (401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith("tma")


@pytest.mark.django_db
def test_a_store_without_a_bot_believes_nobody(settings):
    init = init_data(5)
    settings.TELEGRAM_BOT_TOKEN = ""
    assert error_of(Api(authorization=f"tma {init}").get("users/me")) == (401, "unauthorized")
    assert error_of(Api(authorization=f"TMA {init}").get("cart")) == (401, "unauthorized")
    assert not Customer.objects.exists()
