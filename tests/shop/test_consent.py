import hashlib

import pytest

from shop.models import Consent, LegalDocument
from shop.services.give_consent import documents_in_force, give_consent, has_consented
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
Kind = LegalDocument.Kind


@pytest.fixture(autouse=True)
def documents():
    LegalDocument.objects.all().delete()
    policy = LegalDocument.objects.create(
        kind=Kind.POLICY,
        version=1,
        text="Политика",
        translations={"en": {"text": "The policy"}},
    )
    terms = LegalDocument.objects.create(kind=Kind.TERMS, version=1, text="Условия")
    return policy, terms


def test_a_new_customer_has_agreed_to_nothing():
    assert not has_consented(make_customer())


def test_agreeing_is_logged_with_the_text_that_was_shown(documents):
    policy, terms = documents
    customer = make_customer(language="en")
    give_consent(customer=customer, source="bot")
    assert has_consented(customer)
    logged = {consent.document_id: consent for consent in Consent.objects.all()}
    assert set(logged) == {policy.pk, terms.pk}
    assert logged[policy.pk].text_hash == hashlib.sha256(b"The policy").hexdigest()
    assert logged[terms.pk].text_hash == hashlib.sha256("Условия".encode()).hexdigest()
    assert {(c.customer_id, c.language, c.source) for c in logged.values()} == {
        (customer.pk, "en", "bot")
    }


def test_agreeing_for_one_customer_says_nothing_of_another():
    give_consent(customer=make_customer(), source="bot")
    assert not has_consented(make_customer())


def test_agreeing_twice_is_logged_once(documents):
    customer = make_customer()
    give_consent(customer=customer, source="bot")
    first = list(Consent.objects.order_by("pk").values())
    give_consent(customer=customer, source="miniapp")
    assert list(Consent.objects.order_by("pk").values()) == first


def test_a_new_version_asks_again_and_leaves_the_old_consent(documents):
    policy, terms = documents
    customer = make_customer()
    give_consent(customer=customer, source="bot")
    newer = LegalDocument.objects.create(kind=Kind.POLICY, version=2, text="Новая политика")
    assert documents_in_force() == [newer, terms]
    assert not has_consented(customer)
    give_consent(customer=customer, source="bot")
    assert has_consented(customer)
    agreed = Consent.objects.filter(customer=customer).values_list("document_id", flat=True)
    assert set(agreed) == {policy.pk, terms.pk, newer.pk}


def test_agreeing_to_one_document_of_two_is_not_enough(documents):
    policy, _terms = documents
    customer = make_customer()
    Consent.objects.create(
        customer=customer, document=policy, language="en", text_hash="", source="bot"
    )
    assert not has_consented(customer)
