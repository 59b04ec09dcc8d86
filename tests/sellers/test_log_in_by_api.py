"""Sellers register, log in, stay, and are shown out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config.settings import base
from integrations.models import MarketplaceAccount, Seller, SellerMember, SellerRefreshToken
from integrations.sellers import tokens
from integrations.sellers.invites import remove_member
from integrations.sellers.register import register_seller
from shop.errors import StoreError
from tests.api.clients import Api, anybody, details_of, error_of, staff
from tests.races.threads import together
from tests.sellers.clients import member_api
from tests.sellers.world import make_member

pytestmark = pytest.mark.django_db

COMPANY = {
    "email": "Owner@Romashka.Example",
    "password": "a long and lonely password",
    "company_name": "Romashka",
    "marketplace_type": "wildberries",
}
NAMES = {"access_token", "refresh_token", "token_type", "expires_in"}


def register(**given):
    return anybody().post("seller/auth/register", {**COMPANY, **given})


def log_in(email=COMPANY["email"], password=COMPANY["password"]):
    return anybody().post("seller/auth/login", {"email": email, "password": password})


def refresh(token):
    return anybody().post("seller/auth/refresh", {"refresh_token": token})


def works(answer):
    api = Api(authorization=f"Bearer {answer.json()['access_token']}")
    return api.get("seller/tenants/me").status_code == 200


def test_a_company_registers_and_is_in():
    answer = register()
    assert answer.status_code == 201
    assert set(answer.json()) == NAMES
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 900)
    assert works(answer)
    member = SellerMember.objects.get()
    assert (member.email, member.role) == ("owner@romashka.example", "owner")
    assert COMPANY["password"] not in member.password
    assert member.seller.company_name == "Romashka"
    account = MarketplaceAccount.objects.get()
    assert (account.marketplace, account.has_key, account.state) == ("wildberries", False, "paused")


def test_passwords_are_argon2():
    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_an_e_mail_is_one_log_in_however_it_is_written():
    register()
    answer = register(email=" owner@ROMASHKA.example ", company_name="Vasilek")
    assert error_of(answer) == (409, "email_taken")
    assert Seller.objects.count() == 1
    assert log_in("OWNER@romashka.example").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b"),
        ("password", "1234567"),
        ("password", "12345678901"),
        ("password", "password123"),
        ("company_name", "!"),
        ("marketplace_type", "amazon"),
        ("phone", "12"),
    ],
)
def test_what_is_wrong_is_named_and_nobody_registered(field, value):
    answer = register(**{field: value})
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == [field]
    assert not Seller.objects.exists()


def test_registrations_of_an_address_are_limited(settings):
    settings.LIMITS = {**settings.LIMITS, "seller_registration": (2, 3600)}
    codes = [register(email=f"p{number}@romashka.example").status_code for number in range(3)]
    assert codes == [201, 201, 429]
    assert Seller.objects.count() == 2


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("owner@romashka.example", "wrong"),
        ("nobody@romashka.example", COMPANY["password"]),
        ("", COMPANY["password"]),
    ],
)
def test_a_wrong_log_in_gives_nothing(email, password):
    register()
    SellerMember.objects.create(seller=Seller.objects.get(), role="viewer")  # without a log-in
    answer = log_in(email or "x", password)
    assert error_of(answer) == (401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_ten_failures_and_one_waits():
    register()
    codes = [log_in(password="wrong").status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]
    answer = log_in()  # the right one waits too
    assert error_of(answer) == (429, "too_many_requests")
    assert int(answer["Retry-After"]) > 200
    register(email="other@romashka.example")
    assert log_in("other@romashka.example").status_code == 200


def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_log_in():
    register()
    first = log_in()
    second = refresh(first.json()["refresh_token"])
    assert second.status_code == 200
    assert set(second.json()) == NAMES
    third = refresh(second.json()["refresh_token"])
    assert works(third)
    elsewhere = log_in()

    assert error_of(refresh(first.json()["refresh_token"])) == (401, "unauthorized")
    assert error_of(refresh(third.json()["refresh_token"])) == (401, "unauthorized")
    assert not works(third)
    assert works(elsewhere)


def test_a_refresh_token_lasts_seven_days_and_an_access_token_a_quarter_of_an_hour(time_machine):
    answer = register()
    now = timezone.now()
    time_machine.move_to(now + timedelta(minutes=16), tick=False)
    assert not works(answer)
    time_machine.move_to(now + timedelta(days=6, hours=23), tick=False)
    last = refresh(answer.json()["refresh_token"])
    assert last.status_code == 200
    time_machine.move_to(now + timedelta(days=14, hours=23), tick=False)
    assert error_of(refresh(last.json()["refresh_token"])) == (401, "unauthorized")
    assert tokens.forget_expired() == 2
    assert not SellerRefreshToken.objects.exists()


def test_logging_out_ends_both_tokens():
    answer = register()
    gone = anybody().post("seller/auth/logout", {"refresh_token": answer.json()["refresh_token"]})
    assert gone.status_code == 204
    assert not works(answer)
    assert error_of(refresh(answer.json()["refresh_token"])) == (401, "unauthorized")


@pytest.mark.parametrize(
    "change",
    [
        lambda member: SellerMember.objects.filter(pk=member.pk).update(is_active=False),
        lambda member: SellerMember.objects.filter(pk=member.pk).update(password="another"),
        lambda member: Seller.objects.update(closed_at=timezone.now()),
        tokens.end_all,
    ],
)
def test_who_may_work_no_more_is_out_at_once(change):
    answer = register()
    change(SellerMember.objects.get())
    assert not works(answer)
    assert error_of(refresh(answer.json()["refresh_token"])) == (401, "unauthorized")


def test_tokens_of_staff_and_of_sellers_are_not_each_other_s():
    theirs = staff()
    assert error_of(theirs.get("seller/tenants/me")) == (401, "unauthorized")
    assert error_of(member_api(make_member()).get("admin/orders")) == (401, "unauthorized")


@pytest.mark.parametrize("token", ["", "x", "e30.e30.e30", "Bearer"])
def test_nonsense_is_no_token(token):
    answer = Api(authorization=f"Bearer {token}").get("seller/tenants/me")
    assert error_of(answer) == (401, "unauthorized")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_refreshes_at_once_one_wins():
    first = tokens.log_in(make_member())
    pairs = together([lambda: tokens.refresh(first.refresh)] * 6)
    assert [type(pair) for pair in pairs if pair is not None] == [tokens.TokenPair]
    assert SellerRefreshToken.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_see_each_other_out_one_stays():
    one = make_member()
    other = make_member(one.seller)
    pairs = [(one, other.pk), (other, one.pk)]
    ended = together(
        [lambda who=who, whom=whom: remove_member(member=who, other_id=whom) for who, whom in pairs]
    )
    assert sorted(type(one).__name__ for one in ended) == ["NoneType", "StoreError"]
    assert SellerMember.objects.filter(is_active=True).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_registrations_at_once_one_is_made():
    def one():
        return register_seller(company_name="Romashka", email="a@b.example", password="long lonely")

    made = together([one] * 5)
    assert sum(isinstance(member, SellerMember) for member in made) == 1
    refused = [str(each.code) for each in made if isinstance(each, StoreError)]
    assert refused == ["email_taken"] * 4
    assert (Seller.objects.count(), SellerMember.objects.count()) == (1, 1)
