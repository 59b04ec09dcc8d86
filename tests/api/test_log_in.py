"""Staff log in to the API, stay, and are shown out."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from shop.models import RefreshToken
from shop.services.staff_tokens import forget_expired
from tests.api.clients import Api, error_of, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_staff("Manager", password="a long password")


@pytest.fixture
def browser():
    """Keeps its cookies; Django's client sends a Secure one too."""
    return Client(raise_request_exception=False)


def log_in(browser, **given):
    body = {"username": "anna", "password": "a long password", **given}
    return browser.post("/api/v1/auth/token", body, content_type="application/json")


def refresh(browser):
    return browser.post("/api/v1/auth/refresh")


def works(token):
    return Api(authorization=f"Bearer {token}").get("admin/orders").status_code == 200


def test_the_password_gives_a_token_and_a_cookie(anna, browser):
    answer = log_in(browser)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"
    assert works(answer.json()["access_token"])
    cookie = answer.cookies["refresh_token"]
    assert cookie.value not in answer.content.decode()
    assert (cookie["httponly"], cookie["secure"]) == (True, True)
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/api/v1/auth")
    assert cookie["max-age"] == 7 * 24 * 3600


def test_a_form_does_as_well(anna, browser):
    form = {"username": "anna", "password": "a long password"}
    for path in ("/api/v1/auth/token", "/api/v1/auth/token/"):
        raw = "username=anna&password=a+long+password"
        answer = browser.post(path, raw, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
    assert browser.post("/api/v1/auth/token", form).status_code == 200  # multipart


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_name_or_password_gives_nothing(anna, browser, given):
    answer = log_in(browser, **given)
    assert error_of(answer) == (401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "refresh_token" not in answer.cookies


def test_who_is_not_of_the_staff_gets_in_neither(browser):
    User.objects.create_user("anna", password="a long password")
    assert error_of(log_in(browser)) == (401, "unauthorized")


def test_what_is_missing_is_named(browser):
    answer = browser.post("/api/v1/auth/token", {"username": "a"}, content_type="application/json")
    assert error_of(answer) == (422, "invalid")
    assert answer.json()["error"]["details"] == {"password": ["This field is required."]}


def test_ten_failures_and_one_waits(anna, browser):
    codes = [log_in(browser, password="wrong").status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]
    answer = log_in(browser)  # the right one waits too
    assert error_of(answer) == (429, "too_many_requests")
    assert int(answer["Retry-After"]) > 200
    make_staff("Support", name="boris", password="a long password")
    assert log_in(browser, username="boris").status_code == 200


def test_successes_are_not_counted(anna, browser):
    assert [log_in(browser).status_code for _ in range(12)] == [200] * 12


def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_log_in(anna, browser):
    first = log_in(browser)
    stolen = first.cookies["refresh_token"].value
    second = refresh(browser)
    assert second.status_code == 200
    assert second.cookies["refresh_token"].value != stolen
    third = refresh(browser)
    assert third.status_code == 200
    assert works(third.json()["access_token"])

    thief = Client()
    thief.cookies["refresh_token"] = stolen
    assert error_of(refresh(thief)) == (401, "unauthorized")
    assert error_of(refresh(browser)) == (401, "unauthorized")
    assert not works(third.json()["access_token"])


def test_another_log_in_of_the_same_person_goes_on(anna, browser):
    elsewhere = Client()
    other = log_in(elsewhere)
    log_in(browser)
    browser.post("/api/v1/auth/logout")
    assert refresh(elsewhere).status_code == 200
    assert works(other.json()["access_token"])


def test_logging_out_ends_both_tokens_and_takes_the_cookie_away(anna, browser):
    access = log_in(browser).json()["access_token"]
    kept = browser.cookies["refresh_token"].value
    answer = browser.post("/api/v1/auth/logout/")
    assert answer.status_code == 204
    assert answer.cookies["refresh_token"]["max-age"] == 0
    assert not works(access)
    browser.cookies["refresh_token"] = kept
    assert error_of(refresh(browser)) == (401, "unauthorized")


def test_no_cookie_no_token(browser):
    assert error_of(refresh(browser)) == (401, "unauthorized")
    assert browser.post("/api/v1/auth/logout").status_code == 204


@pytest.mark.parametrize(
    "change",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: User.objects.filter(pk=user.pk).update(is_staff=False),
        lambda user: user.groups.set([Group.objects.get(name="Support")]),
        lambda user: user.groups.clear(),
        lambda user: (user.set_password("another password"), user.save()),
        lambda user: user.delete(),
    ],
    ids=["deactivated", "no staff", "another role", "no role", "new password", "deleted"],
)
def test_a_token_of_before_is_good_no_more(anna, browser, change):
    access = log_in(browser).json()["access_token"]
    assert works(access)
    change(anna)
    answer = Api(authorization=f"Bearer {access}").get("admin/orders")
    assert error_of(answer) == (401, "unauthorized")


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_who_is_shown_out_cannot_refresh(anna, browser, field):
    log_in(browser)
    User.objects.filter(pk=anna.pk).update(**{field: False})
    assert error_of(refresh(browser)) == (401, "unauthorized")


def test_a_new_password_ends_every_log_in(anna, browser):
    log_in(browser)
    anna.set_password("another password")
    anna.save()
    assert error_of(refresh(browser)) == (401, "unauthorized")


def test_a_week_is_the_end(anna, browser):
    log_in(browser)
    RefreshToken.objects.update(expires_at=timezone.now())
    assert error_of(refresh(browser)) == (401, "unauthorized")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ey" * 3000])
def test_what_is_no_token_opens_nothing(token):
    answer = Api(authorization=f"Bearer {token}").get("admin/orders")
    assert error_of(answer) == (401, "unauthorized")


def test_a_token_of_ours_with_other_claims_opens_nothing(anna, browser):
    token = AccessToken(log_in(browser).json()["access_token"])
    assert works(token)
    for claim, value in [("user_id", [1]), ("user_id", 10**30), ("family", [1]), ("stamp", None)]:
        odd = AccessToken(str(token))
        odd[claim] = value
        answer = Api(authorization=f"Bearer {odd}").get("admin/orders")
        assert error_of(answer) == (401, "unauthorized")


def test_tokens_are_kept_as_hashes_and_forgotten_when_a_family_is_over(anna, browser):
    value = log_in(browser).cookies["refresh_token"].value
    assert not RefreshToken.objects.filter(token_hash=value).exists()
    long_ago = timezone.now() - datetime.timedelta(days=1)
    refresh(browser)
    RefreshToken.objects.filter(used_at__isnull=False).update(expires_at=long_ago)
    assert forget_expired() == 0  # its heir lives
    RefreshToken.objects.update(expires_at=long_ago)
    assert forget_expired() == 2
