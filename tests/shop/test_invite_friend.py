"""A friend comes by a link: bound once, never to oneself, never in a circle."""

import pytest
from django.db import IntegrityError, transaction

from shop.models import Customer
from shop.services.invite_friend import bind_referrer, referral_code
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def referrer_of(customer):
    return Customer.objects.get(pk=customer.pk).referred_by_id


def test_a_link_is_made_once_and_tells_no_id():
    anna, boris = make_customer(), make_customer()
    code = referral_code(anna)
    assert len(code) == 9
    assert str(anna.pk) not in code
    assert referral_code(Customer.objects.get(pk=anna.pk)) == code
    assert referral_code(boris) != code


def test_a_code_made_by_another_process_meanwhile_is_the_one():
    anna = make_customer()
    stale = Customer.objects.get(pk=anna.pk)
    assert referral_code(anna) == referral_code(stale)


def test_a_friend_is_bound_once():
    anna, boris, vera = make_customer(), make_customer(), make_customer()
    assert bind_referrer(customer=vera, code=referral_code(anna)) == anna
    assert bind_referrer(customer=vera, code=referral_code(boris)) is None
    assert referrer_of(vera) == anna.pk


@pytest.mark.parametrize("code", ["", "nobody's", "x" * 64])
def test_an_unknown_code_binds_nobody(code):
    anna = make_customer()
    assert bind_referrer(customer=anna, code=code) is None
    assert referrer_of(anna) is None


def test_nobody_invites_themselves():
    anna = make_customer()
    assert bind_referrer(customer=anna, code=referral_code(anna)) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=anna.pk).update(referred_by=anna)


def test_there_are_no_circles():
    anna, boris, vera = make_customer(), make_customer(), make_customer()
    bind_referrer(customer=boris, code=referral_code(anna))
    bind_referrer(customer=vera, code=referral_code(boris))
    assert bind_referrer(customer=anna, code=referral_code(vera)) is None
    assert bind_referrer(customer=anna, code=referral_code(boris)) is None
    assert referrer_of(anna) is None
