"""Whoever asks gets the rows of their own seller, of every model there is."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone

from integrations.models import MarketplaceAccount, OfSeller, Role, Seller, SellerMember
from integrations.sellers.scope import Right, demand, row, rows
from shop.errors import ErrorCode, StoreError
from tests.sellers.world import make_everything, make_member, make_seller

WORLD = [model for model in apps.get_models() if issubclass(model, OfSeller)]


def leading_to_a_seller(every):
    """Those that are a seller or have a foreign key to one that is, or leads to one."""
    found = {Seller}
    while True:
        more = {
            model
            for model in every
            if model not in found
            and any(field.is_relation and field.related_model in found for field in _own(model))
        }
        if not more:
            return found
        found |= more


def _own(model):
    return model._meta.concrete_fields + model._meta.many_to_many


def ends_at_a_seller(model):
    """Whether `seller_path` leads over foreign keys that are always there to a seller's key."""
    *steps, last = model.seller_path.split("__")
    for step in steps:
        field = model._meta.get_field(step)
        if field.null:
            return False
        model = field.related_model
    if last == "pk":
        return model is Seller
    try:
        field = model._meta.get_field(last.removesuffix("_id"))
    except FieldDoesNotExist:
        return False
    return field.related_model is Seller and not field.null


def test_every_model_that_leads_to_a_seller_knows_whose_it_is() -> None:
    left_out = leading_to_a_seller(apps.get_models()) - set(WORLD)
    assert {model._meta.label for model in left_out} == set()
    assert {model._meta.label for model in WORLD if not ends_at_a_seller(model)} == set()
    assert MarketplaceAccount in WORLD


@isolate_apps("integrations")
def test_a_model_left_out_would_be_found() -> None:
    class Diary(models.Model):
        account = models.ForeignKey(MarketplaceAccount, models.CASCADE)

        class Meta:
            app_label = "integrations"

    class Lost(OfSeller):
        seller_path = "account__seller_id"
        account = models.ForeignKey(MarketplaceAccount, models.SET_NULL, null=True)

        class Meta:
            app_label = "integrations"

    assert Diary in leading_to_a_seller([*apps.get_models(), Diary])
    assert not ends_at_a_seller(Lost)


@pytest.fixture
def two(db):
    """Two sellers who each have one of everything, and a member of each."""
    ours, theirs = make_seller("Ours"), make_seller("Theirs")
    make_everything(ours)
    make_everything(theirs)
    return ours.members.get(), theirs.members.get()


@pytest.mark.parametrize("model", WORLD, ids=lambda model: model.__name__)
def test_a_member_sees_their_own_and_nobody_elses(two, model) -> None:
    us, them = two
    ours, theirs = rows(model, us), rows(model, them)
    assert (ours.count(), theirs.count()) == (1, 1)
    assert ours.get().pk != theirs.get().pk
    assert model.objects.count() == 2
    assert list(model.objects.for_seller(us.seller)) == list(ours)
    with pytest.raises(StoreError) as refusal:
        row(model, us, pk=theirs.get().pk)
    assert refusal.value.code == ErrorCode.NOT_FOUND
    assert row(model, us, pk=ours.get().pk) == ours.get()


@pytest.mark.parametrize("model", WORLD, ids=lambda model: model.__name__)
def test_who_is_no_member_any_more_sees_nothing(two, model) -> None:
    us, them = two
    us.is_active = False
    Seller.objects.filter(pk=them.seller_id).update(closed_at=timezone.now())
    assert not rows(model, us).exists()
    assert not rows(model, SellerMember.objects.get(pk=them.pk)).exists()


def test_staff_see_all_or_nothing_by_their_role(two) -> None:
    anna = User.objects.create_user("anna", is_staff=True)
    assert not rows(MarketplaceAccount, anna).exists()
    anna.user_permissions.add(Permission.objects.get(codename="view_marketplaceaccount"))
    anna = User.objects.get(pk=anna.pk)
    assert rows(MarketplaceAccount, anna).count() == 2
    assert not rows(Seller, anna).exists()
    anna.is_active = False
    assert not rows(MarketplaceAccount, anna).exists()


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.OWNER, {Right.READ, Right.CHANGE, Right.OWN}),
        (Role.ADMIN, {Right.READ, Right.CHANGE}),
        (Role.VIEWER, {Right.READ}),
    ],
)
def test_what_a_role_gives(db, role, rights) -> None:
    member = make_member(role=role)
    given = {right for right in Right if allows(member, right)}
    assert given == rights
    member.is_active = False
    assert not allows(member, Right.READ)


def allows(member, right):
    try:
        demand(member, right)
    except StoreError:
        return False
    return True
