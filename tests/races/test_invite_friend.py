"""A ring of people who all come by each other's links at once: no circle comes of it."""

import pytest

from shop.models import Customer
from shop.services import invite_friend as inviting
from tests.factories import make_customer
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RING = 5


@pytest.fixture
def ring():
    people = [make_customer() for _ in range(RING)]
    codes = [inviting.referral_code(person) for person in people]
    return [
        lambda person=person, code=code: inviting.bind_referrer(customer=person, code=code)
        for person, code in zip(people, codes[1:] + codes[:1], strict=True)
    ]


def is_circle():
    above = dict(Customer.objects.values_list("pk", "referred_by"))
    return all(above.values())


def test_a_ring_does_not_close(ring):
    for _time in range(3):
        Customer.objects.update(referred_by=None)
        results = together(ring)
        assert not [result for result in results if isinstance(result, Exception)]
        assert not is_circle()
        assert Customer.objects.exclude(referred_by=None).exists()


def test_without_the_lock_it_does(ring, monkeypatch):
    """The control: all look before anybody is bound."""
    everybody_has_looked = meeting(RING)

    def look_without_locking(*customer_ids):
        return Customer.objects.in_bulk(customer_ids)

    def wait(customer):
        found = Customer.objects.filter(referred_by=customer.pk).exists()
        everybody_has_looked()
        return found

    monkeypatch.setattr(inviting, "lock_customers", look_without_locking)
    monkeypatch.setattr(inviting, "has_friends", wait)
    together(ring)
    assert is_circle()
