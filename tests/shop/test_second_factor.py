"""A member of staff guards the log-in with an app, and nothing goes past it."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from time_machine import TimeMachineFixture

from shop.models import AuditEntry, StoreSettings
from shop.roles import MANAGER, OWNER
from shop.throttle import forget_all
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

PAGE = "/admin/second-factor/"
CHECK = "/admin/second-factor/check/"
HOME = "/admin/"
STEP = 30


@pytest.fixture(autouse=True)
def _nothing_counted(time_machine: TimeMachineFixture) -> None:
    """Nor does the clock go on: the step of a code must not end between two lines."""
    time_machine.move_to(timezone.now(), tick=False)
    forget_all()


class App:
    """The app on a phone: it knows the secret of the page, and the time."""

    def __init__(self, page: str) -> None:
        spelt = re.search(r'<code class="font-mono[^>]*>([A-Z2-7 ]+)</code>', page)
        assert spelt
        self.key = b32decode(spelt[1].replace(" ", ""))

    def code(self, steps: int = 0) -> str:
        return f"{totp(self.key, t0=-steps * STEP):06d}"


def set_up(client: Client) -> tuple[App, list[str]]:
    """The app, and the spare codes that were shown."""
    app = App(client.get(PAGE).content.decode())
    page = client.post(PAGE, {"code": app.code()}).content.decode()
    return app, re.findall(r">([a-z2-9]{5}-[a-z2-9]{5})<", page)


def elsewhere(username: str = "anna", password: str = "pw") -> Client:
    """Another browser, in which the password was typed."""
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/admin/login/", {"username": username, "password": password})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def test_setting_it_up_shows_a_picture_and_ten_codes_once() -> None:
    client = staff_client(MANAGER)
    page = client.get(PAGE).content.decode()
    assert "<svg" in page
    assert "://" not in re.sub(
        r"https?://(www\.w3\.org|testserver)", "", page.split("<svg")[1].split("</svg>")[0]
    )
    assert TOTPDevice.objects.count() == 0

    _app, codes = set_up(client)

    assert len(set(codes)) == 10
    assert is_in(client)
    again = client.get(PAGE).content.decode()
    assert "10 spare codes are left" in again
    assert not any(code in again for code in codes)
    assert not StaticToken.objects.filter(token__in=[c.replace("-", "") for c in codes]).exists()


def test_a_wrong_code_sets_nothing_up() -> None:
    client = staff_client(MANAGER)
    app = App(client.get(PAGE).content.decode())
    wrong = f"{(int(app.code()) + 1) % 10**6:06d}"

    for code in (wrong, "", "abc", "１２３４５６", app.code(-5)):
        answer = client.post(PAGE, {"code": code})
        assert answer.status_code == 400
        forget_all()

    assert TOTPDevice.objects.count() == 0
    assert is_in(elsewhere())


def test_from_then_on_the_password_alone_opens_nothing() -> None:
    client = staff_client(OWNER)
    app, _codes = set_up(client)
    other = elsewhere()

    for address in (
        HOME,
        "/admin",
        PAGE,
        "/admin/orders/order/",
        "/admin/auth/user/",
        "/admin/password_change/",
    ):
        answer = other.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, CHECK), address
    anna = User.objects.get(username="anna")
    other.post(f"/admin/auth/user/{anna.pk}/reset_second_factor/")
    other.post(PAGE, {"code": app.code(1), "do": "remove"})
    assert TOTPDevice.objects.count() == 1

    answer = other.post(f"{CHECK}?next=/admin/orders/order/", {"code": app.code(1)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/orders/order/")
    assert is_in(other)


def test_a_log_in_of_before_has_to_show_a_code_too() -> None:
    client = staff_client(MANAGER)
    before = elsewhere()
    assert is_in(before)

    app, _codes = set_up(client)

    assert not is_in(before)
    before.post(CHECK, {"code": app.code(1)})
    assert is_in(before)


def test_a_code_is_good_once() -> None:
    client = staff_client(MANAGER)
    app, _codes = set_up(client)
    one, two = elsewhere(), elsewhere()
    code = app.code(1)

    assert two.post(CHECK, {"code": app.code()}).status_code == 200  # it set the app up
    assert one.post(CHECK, {"code": code}).status_code == 302
    answer = two.post(CHECK, {"code": code})

    assert answer.status_code == 200
    assert "used before" in answer.content.decode()
    assert is_in(one)
    assert not is_in(two)


def test_a_spare_code_is_good_once_however_it_is_typed() -> None:
    client = staff_client(MANAGER)
    _app, codes = set_up(client)
    one, two = elsewhere(), elsewhere()

    one.post(CHECK, {"code": f" {codes[0].upper().replace('-', ' ')} "})
    two.post(CHECK, {"code": codes[0]})

    assert is_in(one)
    assert not is_in(two)
    assert StaticToken.objects.count() == 9
    spent = AuditEntry.objects.get(model="otp_static.staticdevice", action="update")
    anna = User.objects.get(username="anna")
    assert spent.part_of == f"auth.user:{anna.pk}"
    assert list(spent.changes) == ["last_used_at"]


def test_another_persons_spare_code_opens_nothing() -> None:
    _app, codes = set_up(staff_client(MANAGER))
    boris = User.objects.create_superuser("boris", password="pw")
    other = Client(headers={"accept-language": "en"})
    other.force_login(boris)
    set_up(other)
    client = elsewhere("boris")

    client.post(CHECK, {"code": codes[0]})

    assert not is_in(client)
    assert StaticToken.objects.count() == 20


def test_after_five_guesses_even_the_right_code_waits() -> None:
    client = staff_client(MANAGER)
    app, codes = set_up(client)
    other = elsewhere()
    right = app.code(1)

    for _guess in range(5):
        assert "wrong" in other.post(CHECK, {"code": "000000"}).content.decode()
    answer = other.post(CHECK, {"code": right})

    assert "Too many wrong tries. Try again in 5 minutes." in answer.content.decode()
    other.post(CHECK, {"code": codes[0]})
    assert not is_in(other)
    assert StaticToken.objects.count() == 10


def test_it_leads_back_to_this_site_alone() -> None:
    _app, codes = set_up(staff_client(MANAGER))
    for number, address in enumerate(("https://evil.example/", "//evil.example", "javascript:1")):
        other = elsewhere()
        answer = other.post(f"{CHECK}?next={address}", {"code": codes[number]})
        assert answer["Location"] == HOME


def test_removing_it_takes_a_code() -> None:
    client = staff_client(MANAGER)
    app, _codes = set_up(client)

    assert client.post(PAGE, {"code": "000000", "do": "remove"}).status_code == 400
    assert TOTPDevice.objects.count() == 1
    client.post(PAGE, {"code": app.code(1), "do": "remove"})

    assert TOTPDevice.objects.count() == StaticToken.objects.count() == 0
    assert is_in(elsewhere())


def test_new_spare_codes_end_the_old_ones() -> None:
    client = staff_client(MANAGER)
    app, old = set_up(client)

    page = client.post(PAGE, {"code": app.code(1), "do": "renew"}).content.decode()

    new = re.findall(r">([a-z2-9]{5}-[a-z2-9]{5})<", page)
    assert len(new) == 10
    assert not set(new) & set(old)
    other = elsewhere()
    other.post(CHECK, {"code": old[1]})
    assert not is_in(other)
    other.post(CHECK, {"code": new[1]})
    assert is_in(other)


def test_a_store_that_demands_it_leads_everybody_there_first() -> None:
    client = staff_client(MANAGER)
    store = StoreSettings.current()
    store.second_factor_required = True
    store.save()

    for address in (HOME, "/admin/orders/order/", "/admin/password_change/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, PAGE)
    page = client.get(PAGE).content.decode()
    assert "This store demands a second factor" in page
    assert "/admin/orders/order/" not in page

    set_up(client)
    assert is_in(client)


def test_only_owners_can_demand_it() -> None:
    client = staff_client(MANAGER)
    store = StoreSettings.current()

    client.post(
        reverse("admin:shop_storesettings_change", args=[store.pk]),
        {"second_factor_required": "on"},
    )

    assert StoreSettings.objects.get().second_factor_required is False


def test_an_owner_forgets_somebodys_lost_phone() -> None:
    set_up(staff_client(MANAGER))
    anna = User.objects.get(username="anna")
    boss = User.objects.create_superuser("boss", password="pw")
    owner = Client(headers={"accept-language": "en"})
    owner.force_login(boss)
    address = f"/admin/auth/user/{anna.pk}/reset_second_factor/"
    assert reverse("admin:auth_user_changelist") in owner.get(HOME).content.decode()

    assert owner.get(address).status_code == 200
    assert TOTPDevice.objects.count() == 1  # looking changes nothing
    owner.post(address)

    assert TOTPDevice.objects.count() == 0
    assert is_in(elsewhere())
    entry = AuditEntry.objects.filter(model="otp_totp.totpdevice").latest("pk")
    assert (entry.action, entry.actor) == ("delete", "staff:boss")
    assert entry.part_of == f"auth.user:{anna.pk}"
    device: Any = entry.changes
    assert device["key"] == ["•••", "•••"]


@pytest.mark.parametrize("do", ["reset_second_factor", "unlock"])
def test_nobody_else_can(do: str) -> None:
    client = staff_client(MANAGER)
    boss = User.objects.create_superuser("boss", password="pw")
    TOTPDevice.objects.create(user=boss, name="app", last_t=int(time.time()))

    assert client.get(f"/admin/auth/user/{boss.pk}/{do}/").status_code == 403
    assert client.post(f"/admin/auth/user/{boss.pk}/{do}/").status_code == 403

    assert TOTPDevice.objects.count() == 1


def test_nobody_reads_anothers_secret_in_the_admin() -> None:
    client = staff_client(OWNER)
    boss = User.objects.create_superuser("boss", password="pw")
    device = TOTPDevice.objects.create(user=boss, name="app")

    for address in (
        "/admin/otp_totp/totpdevice/",
        f"/admin/otp_totp/totpdevice/{device.pk}/change/",
    ):
        assert client.get(address).status_code == 404
    assert device.key not in client.get(f"/admin/auth/user/{boss.pk}/change/").content.decode()
    assert device.key not in str(list(AuditEntry.objects.values()))
