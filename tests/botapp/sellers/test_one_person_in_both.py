"""Who came by the bot gets a log-in of the API, who came by the API gets into the bot."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from botapp.emulator.engine import Person
from integrations.models import Role, SellerCode, SellerMember
from integrations.sellers.join import join_telegram, make_code, set_log_in
from integrations.sellers.register import register_seller
from integrations.telegram.bot_name import remember_username
from tests.api.clients import Api, anybody, error_of
from tests.botapp.conftest import Chat
from tests.botapp.sellers.conftest import member
from tests.factories import make_customer
from tests.races.threads import together
from tests.sellers.clients import member_api
from tests.sellers.world import make_account, make_member, make_seller

pytestmark = pytest.mark.django_db
PASSWORD = "a long and lonely password"
Purpose = SellerCode.Purpose


def set_password(code, **given):
    return anybody().post("seller/auth/password", {"code": code, "password": PASSWORD, **given})


def log_in(email):
    return anybody().post("seller/auth/login", {"email": email, "password": PASSWORD})


def of_bot(number=77, role=Role.VIEWER):
    customer = make_customer(number)
    return SellerMember.objects.create(seller=make_seller(), customer=customer, role=role)


def of_api(email="owner@romashka.example"):
    return register_seller(company_name="Romashka", email=email, password=PASSWORD)


def test_in_the_chat_a_code_in_the_api_a_log_in(chat: Chat):
    boris = member(chat, make_account(), Role.VIEWER)
    boris.send("/seller")
    chat.settle()
    chat.press(boris, "Settings", "Access by the API", "Get a code")
    first = re.search(r'"code": "([^"]+)"', boris.screen.text)[1]
    chat.press(boris, "Get a code")
    code = re.search(r'"code": "([^"]+)"', boris.screen.text)[1]
    assert (
        error_of(set_password(first, email="b@romashka.example"))[0] == 401
    )  # a newer one is there
    assert set_password(code).status_code == 422  # by which e-mail?
    weak = set_password(code, email="b@romashka.example", password="12345678901")
    assert weak.status_code == 422
    answer = set_password(code, email="B@romashka.example")
    assert answer.status_code == 200
    me = Api(authorization=f"Bearer {answer.json()['access_token']}").get("seller/tenants/me")
    assert me.json()["member"] == {
        "id": SellerMember.objects.get().pk,
        "name": "",
        "email": "b@romashka.example",
        "role": "viewer",
        "uses_bot": True,
    }
    assert log_in("b@romashka.example").status_code == 200
    assert error_of(set_password(code, email="b@romashka.example"))[0] == 401  # good once
    chat.press(boris, "Back", "Access by the API")
    assert "b@romashka.example" in boris.screen.text
    assert code not in boris.screen.text


def test_an_e_mail_gives_nobody_another_s_log_in():
    of_api("owner@romashka.example")
    thief = of_bot()
    code = make_code(member=thief, purpose=Purpose.LOG_IN)
    taken = set_password(code, email="OWNER@romashka.example")
    assert error_of(taken) == (409, "email_taken")
    assert log_in("owner@romashka.example").status_code == 200
    thief.refresh_from_db()
    assert (thief.email, thief.password) == ("", "")
    assert set_password(code, email="mine@romashka.example").status_code == 200


def test_a_code_is_for_one_thing_and_for_minutes_and_for_who_may_work(time_machine):
    one = of_bot()
    other = make_code(member=one, purpose=Purpose.TELEGRAM)
    late = make_code(member=one, purpose=Purpose.LOG_IN)
    assert set_log_in(code=other, password=PASSWORD, email="a@b.example") is None
    time_machine.move_to(timezone.now() + timedelta(minutes=11), tick=False)
    assert set_log_in(code=late, password=PASSWORD, email="a@b.example") is None
    code = make_code(member=one, purpose=Purpose.LOG_IN)
    SellerMember.objects.update(is_active=False)
    assert set_log_in(code=code, password=PASSWORD, email="a@b.example") is None
    assert set_password("nonsense", email="a@b.example").status_code == 401
    assert not SellerMember.objects.exclude(password="").exists()


def test_a_forgotten_password_is_set_anew_and_ends_what_was_open():
    owner = of_api()
    SellerMember.objects.filter(pk=owner.pk).update(customer=make_customer(77))
    api = member_api(owner)
    code = make_code(member=owner, purpose=Purpose.LOG_IN)
    assert set_password(code, password="quite another password").status_code == 200
    assert api.get("seller/tenants/me").status_code == 401
    assert log_in(owner.email).status_code == 401


def test_by_a_link_of_the_api_into_the_bot(chat: Chat):
    remember_username("shop_bot")
    owner = of_api()
    api = member_api(owner)
    link = api.post("seller/tenants/me/telegram", {}).json()
    assert link["expires_in"] == 600
    payload = link["url"].partition("?start=")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    anna: Person = chat.person("Anna")
    anna.start(payload)
    chat.settle()
    assert "owner@romashka.example" in anna.screen.text
    assert not SellerMember.objects.exclude(customer=None).exists()  # asked first
    anna.press("Yes, it is my log-in")
    anna.press("Yes, it is my log-in")
    chat.settle()
    assert "You are a member of “Romashka” now: Owner." in anna.screen.text
    owner.refresh_from_db()
    assert owner.customer_id == anna.id
    assert "Romashka" in anna.screen.text
    assert anna.screen.has_button("Add API key")
    assert error_of(api.post("seller/tenants/me/telegram", {})) == (409, "telegram_joined")
    boris = chat.person("Boris")
    boris.start(payload)
    chat.settle()
    assert "used up or too old" in boris.screen.text
    assert boris.screen.has_button("Register")


def test_who_works_there_already_stays_what_they_are():
    viewer = of_bot()
    owner = make_member(viewer.seller)
    code = make_code(member=owner, purpose=Purpose.TELEGRAM)
    assert join_telegram(code=code, customer=viewer.customer) == viewer
    owner.refresh_from_db()
    assert owner.customer is None
    SellerMember.objects.filter(pk=viewer.pk).update(is_active=False)  # seen out
    code = make_code(member=owner, purpose=Purpose.TELEGRAM)
    assert join_telegram(code=code, customer=viewer.customer) == owner
    viewer.refresh_from_db()
    assert viewer.customer is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_with_a_code_one_is_let_in():
    owner = of_api()
    code = make_code(member=owner, purpose=Purpose.TELEGRAM)
    people = [make_customer(number) for number in range(70, 76)]
    joined = together([lambda one=one: join_telegram(code=code, customer=one) for one in people])
    assert [one for one in joined if one is not None] == [owner]
