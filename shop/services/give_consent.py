"""Which documents a customer still has to agree to, and the log of that they did (152-ФЗ)."""

from __future__ import annotations

from django.db.models import Exists, Max, OuterRef

from shop.models import Consent, Customer, LegalDocument
from shop.transactions import transactional


def documents_in_force() -> list[LegalDocument]:
    """The newest version of each legal document."""
    newest: dict[str, LegalDocument] = {}
    for document in LegalDocument.objects.order_by("kind", "version"):
        newest[document.kind] = document
    return list(newest.values())


def newest_document_id() -> int:
    """A number that grows with each publication: the same one means the same documents."""
    return LegalDocument.objects.aggregate(newest=Max("pk"))["newest"] or 0


def has_consented(customer: Customer) -> bool:
    """Whether the customer agreed to the newest version of every document."""
    agreed = Exists(Consent.objects.filter(customer=customer, document=OuterRef("pk")))
    documents = LegalDocument.objects.annotate(agreed=agreed).order_by("kind", "version")
    newest: dict[str, bool] = dict(documents.values_list("kind", "agreed"))
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
