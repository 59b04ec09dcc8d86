"""What a test with real transactions leaves for the next one."""

import pytest
from django.core.management import call_command

from shop.models import Consent, LegalDocument
from shop.services.give_consent import give_consent, kinds_to_agree_to
from tests.factories import make_customer


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_flush_leaves_what_migrations_wrote() -> None:
    before = set(LegalDocument.objects.values_list("pk", "kind", "version"))
    give_consent(customer=make_customer(), source="bot")
    LegalDocument.objects.filter(kind="terms").update(version=99)

    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)

    assert not Consent.objects.exists()
    assert set(LegalDocument.objects.values_list("pk", "kind", "version")) == before != set()
    assert kinds_to_agree_to()
