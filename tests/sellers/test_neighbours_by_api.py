"""Every endpoint of the seller API, with a neighbour's ids and with every role: proved by force."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from integrations.api.urls import urlpatterns
from integrations.api.views import SellerView
from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    OfSeller,
)
from integrations.sellers.scope import Right
from tests.api.clients import anybody, details_of, error_of
from tests.sellers.clients import KeyDesk, member_api
from tests.sellers.world import make_everything, make_member, make_seller

pytestmark = pytest.mark.django_db

# What somebody without a log-in may ask.
OPEN = {
    "seller-register", "seller-log-in", "seller-password", "seller-refresh", "seller-log-out",
    "seller-health",
}  # fmt: skip
# name → path, and for each method the body; `{account}` and `{product}` are ids.
CALLS = {
    "seller-me": ("tenants/me", {"GET": None, "PATCH": {"company_name": "Mine"}}),
    "seller-credentials": (
        "tenants/me/credentials",
        {"PATCH": {"account_id": "{account}", "token": "a-token-of-wildberries"}},
    ),
    "seller-telegram": ("tenants/me/telegram", {"POST": None}),
    "seller-products": ("products?account_id={account}", {"GET": None}),
    "seller-product": ("products/{product}", {"GET": None}),
    "seller-sync": (
        "sync",
        {
            "GET": None,
            "POST": {"account_id": "{account}"},
            "PATCH": {"account_id": "{account}", "schedule": "off"},
        },
    ),
    "seller-sync-history": ("sync/history", {"GET": None}),
    "seller-sheets": (
        "sheets",
        {
            "GET": None,
            "POST": {"account_id": "{account}"},
            "PATCH": {"account_id": "{account}", "auto_sync": False},
        },
    ),
    "seller-sheet-refresh": ("sheets/refresh", {"POST": {"account_id": "{account}"}}),
    "seller-billing": ("billing", {"GET": None}),
    "seller-checkout": ("billing/checkout", {"POST": {"plan": "start", "provider": "stripe"}}),
    "seller-cancel": ("billing/cancel", {"POST": None}),
}
EVERY = [
    (name, path, method, body)
    for name, (path, methods) in CALLS.items()
    for method, body in methods.items()
]


@pytest.fixture
def two(settings):
    """A member of a seller who has one of everything, and of a neighbour who has as well."""
    with KeyDesk("a-token-of-wildberries") as desk:
        settings.WILDBERRIES_URL_TEMPLATE = desk.template
        yield _two()


def _two():
    ours, theirs = make_seller("Ours"), make_seller("Theirs")
    make_everything(ours)
    make_everything(theirs)
    return ours.members.get(), theirs.members.get()


def call(api, path, method, body, of):
    ids = {
        "account": MarketplaceAccount.objects.get(seller=of).pk,
        "product": MarketplaceProduct.objects.get(account__seller=of).pk,
    }
    filled = {
        key: ids[value[1:-1]] if isinstance(value, str) and value[1:-1] in ids else value
        for key, value in (body or {}).items()
    }
    return getattr(api, method.lower())(
        "seller/" + path.format(**ids), *([filled] if method != "GET" else [])
    )


def values_of(said, name):
    """Every value of a field called `name`, however deep."""
    if isinstance(said, dict):
        yield from (value for key, value in said.items() if key == name)
        said = list(said.values())
    if isinstance(said, list):
        for inner in said:
            yield from values_of(inner, name)


def snapshot(seller):
    """Every row of a seller, as it stands."""
    return {
        model: list(model.objects.for_seller(seller).order_by("pk").values())
        for model in apps.get_models()
        if issubclass(model, OfSeller)
    }


def test_every_address_is_tried_here():
    assert {pattern.name for pattern in urlpatterns} == OPEN | set(CALLS)
    for pattern in urlpatterns:
        if pattern.name in CALLS:
            view = pattern.callback.view_class
            assert issubclass(view, SellerView)
            assert set(view.rights) == set(CALLS[pattern.name][1]), pattern.name
            written = {m for m in ("get", "post", "put", "patch", "delete") if hasattr(view, m)}
            assert written == {method.lower() for method in view.rights}, pattern.name


@pytest.mark.parametrize(("name", "path", "method", "body"), EVERY)
def test_a_neighbours_ids_are_not_there_and_nothing_of_theirs_changes(
    two, name, path, method, body
):
    us, them = two
    before = snapshot(them.seller)
    answer = call(member_api(us), path, method, body, of=them.seller)
    names_ids = any(mark in f"{path} {body}" for mark in ("{account}", "{product}"))
    if names_ids and name != "seller-products":
        assert error_of(answer) == (404, "not_found")
    said = answer.content.decode()
    assert "Theirs" not in said
    assert MarketplaceProduct.objects.for_seller(them.seller).get().article not in said
    account = MarketplaceAccount.objects.for_seller(them.seller).get()
    assert account.pk not in list(values_of(answer.json(), "account_id"))
    after = snapshot(them.seller)
    assert after == before


@pytest.mark.parametrize(("name", "path", "method", "body"), EVERY)
def test_without_a_log_in_nothing_is_told(two, name, path, method, body):
    us, _them = two
    answer = call(anybody(), path, method, body, of=us.seller)
    assert error_of(answer) == (401, "unauthorized")


@pytest.mark.parametrize("role", ["owner", "admin", "viewer"])
@pytest.mark.parametrize(("name", "path", "method", "body"), EVERY)
def test_roles(two, role, name, path, method, body):
    us, _them = two
    view = next(p for p in urlpatterns if p.name == name).callback.view_class
    may = role in view.rights[method].value
    before = snapshot(us.seller)
    member = make_member(us.seller, role=role)
    answer = call(member_api(member), path, method, body, of=us.seller)
    if may:
        assert answer.status_code not in (401, 403, 404, 500)
    else:
        assert error_of(answer) == (403, "role_too_low")
        assert details_of(answer) == {"role": role}
        member.refresh_tokens.all().delete()
        member.delete()
        assert snapshot(us.seller) == before


def test_the_rights_are_what_the_roles_are_for():
    by_right = {
        (name, method): pattern.callback.view_class.rights[method]
        for pattern in urlpatterns
        if (name := pattern.name) in CALLS
        for method in CALLS[name][1]
    }
    assert {right for (_, method), right in by_right.items() if method == "GET"} == {Right.READ}
    assert by_right["seller-checkout", "POST"] == Right.OWN
    assert by_right["seller-cancel", "POST"] == Right.OWN
    # Who asks for the bot changes nothing but their own log-in.
    assert by_right.pop(("seller-telegram", "POST")) == Right.READ
    changing = {right for (_, method), right in by_right.items() if method != "GET"}
    assert changing == {Right.CHANGE, Right.OWN}


def test_the_edges_ask_for_rows_in_the_one_place():
    """No view, of API and admin, reads a model of the sellers' world by itself: its manager is used
    for nothing but the empty set that the description is made of. The form that links listings
    knows the store's own alone."""
    of_seller = {model.__name__ for model in apps.get_models() if issubclass(model, OfSeller)}
    strays = [
        f"{path}:{node.lineno}"
        for path in (
            *Path("integrations/api").glob("*.py"),
            *Path("integrations/admin").glob("*.py"),
        )
        if path.name != "link_form.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr != "none"
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("objects", "_default_manager", "_base_manager")
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in of_seller
    ]
    assert strays == []


def test_a_hundred_requests_a_minute_for_all_members_of_a_seller(two, settings):
    us, them = two
    assert settings.LIMITS["seller"] == (100, 60)
    settings.LIMITS = {**settings.LIMITS, "seller": (3, 60)}
    colleague = make_member(us.seller, role="viewer")
    asking = [member_api(us), member_api(colleague)]
    codes = [asking[n % 2].get("seller/tenants/me").status_code for n in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = asking[0].get("seller/products")
    assert error_of(answer) == (429, "too_many_requests")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert member_api(them).get("seller/tenants/me").status_code == 200
