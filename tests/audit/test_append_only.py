"""What stands in the audit log stays as it is; a person's data can be erased from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from orders.services.edit_contact import edit_contact
from shop.audit.thinning import thin
from shop.audit.triggers import make_triggers
from shop.models import AuditEntry
from shop.privacy import erase_customer, export_customer
from tests.factories import make_customer, make_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "staff:nobody"},
        {"changes": {}},
        {"changes": {}, "personal": None},
        {"personal": {"full_name": [None, "Jane"]}},
        {"object_name": "x", "personal": None},
    ],
)
def test_no_entry_is_altered(change: dict[str, object]) -> None:
    make_order()
    before = list(AuditEntry.objects.order_by("pk").values())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(**change)

    assert list(AuditEntry.objects.order_by("pk").values()) == before


def test_no_entry_is_deleted() -> None:
    make_order()
    count = AuditEntry.objects.count()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM shop_auditentry")

    assert AuditEntry.objects.count() == count > 0


def test_erasing_a_person_leaves_what_was_done_and_no_word_of_theirs() -> None:
    john, jane = make_customer(name="John"), make_customer(name="Jane")
    order = make_order(john)
    make_order(jane)
    edit_contact(order=order, fields={"full_name": "John Smith"}, actor="staff:anna")
    kept = AuditEntry.objects.filter(customer_id=john.pk).values_list("pk", "action", "changes")
    known = list(kept)
    assert "John Smith" in str(export_customer(john.pk)["changes"])

    erase_customer(john.pk)

    entries = AuditEntry.objects.filter(customer_id=john.pk)
    assert not entries.filter(personal__isnull=False).exists()
    assert [row for row in kept if row in known] == known
    assert "John" not in str(list(entries.values()))
    of_jane = AuditEntry.objects.filter(customer_id=jane.pk, model="shop.customer")
    assert of_jane.get().personal == {"full_name": [None, "Jane"]}


def test_what_is_old_goes_when_the_setting_says_so(settings) -> None:
    now = timezone.now()
    ages = {"young": 300, "a year": 366, "old": 900}
    AuditEntry.objects.bulk_create(
        AuditEntry(created_at=now - timedelta(days=age), model=name, action="update")
        for name, age in ages.items()
    )

    assert thin() == 0  # for ever, unless told
    settings.AUDIT_KEEP_DAYS = 800
    assert thin() == 1
    settings.AUDIT_KEEP_DAYS = 1  # less than a year cannot be had
    thin()

    assert set(AuditEntry.objects.filter(model__in=ages).values_list("model", flat=True)) <= {
        "young",
        "a year",
    }
    assert AuditEntry.objects.filter(model="young").exists()


def test_the_triggers_are_made_once() -> None:
    assert make_triggers(connection) is False
