"""Which documents a customer still has to agree to, and the log of that they did (152-ФЗ)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from shop.models import Consent, Customer, LegalDocument
from shop.transactions import transactional


def documents_in_force() -> list[LegalDocument]:
    """The newest version of each document that customers must agree to."""
    newest: dict[str, LegalDocument] = {}
    for document in LegalDocument.objects.order_by("kind", "version"):
        newest[document.kind] = document
    return [document for document in newest.values() if document.needs_consent]


def kinds_to_agree_to() -> tuple[int, list[str]]:
    """A number that changes when what is to be agreed to does, and the kinds of documents it is."""
    newest: dict[str, tuple[int, bool]] = {}
    versions = LegalDocument.objects.order_by("kind", "version")
    for pk, kind, needs_consent in versions.values_list("pk", "kind", "needs_consent"):
        newest[kind] = (pk, needs_consent)
    asked = {kind: pk for kind, (pk, needs_consent) in newest.items() if needs_consent}
    return max(asked.values(), default=0), list(asked)


def has_consented(customer: Customer) -> bool:
    """Whether the customer agreed to the newest version of every document that asks for it."""
    agreed = Exists(Consent.objects.filter(customer=customer, document=OuterRef("pk")))
    documents = LegalDocument.objects.annotate(agreed=agreed).order_by("kind", "version")
    newest: dict[str, bool] = {
        kind: agreed or not needs_consent
        for kind, needs_consent, agreed in documents.values_list("kind", "needs_consent", "agreed")
    }
    return all(newest.values())


@transactional
def give_consent(*, customer: Customer, source: str) -> None:
    """Log that the customer agrees to the documents in force, as shown in their language.

    Whoever showed them first sees to it that they are still the ones in force.
    """
    language = customer.language
    Consent.objects.bulk_create(
        [
            Consent(
                customer=customer,
                document=document,
                language=language,
                text_hash=document.text_hash(language),
                source=source,
            )
            for document in documents_in_force()
        ],
        ignore_conflicts=True,
    )
