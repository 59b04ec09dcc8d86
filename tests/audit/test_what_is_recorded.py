"""Every change stands in the audit log: what was before, what is after, whose doing it was."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from botapp.settle import mark_blocked
from catalog.models import Product, ProductVariant, StockMovement
from catalog.services.adjust_stock import adjust_stock
from catalog.services.create_product import create_product
from orders.services.change_status import change_status
from orders.services.edit_contact import edit_contact
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.note_order import note_order
from shop import audit
from shop.audit.acting import Channel, acting
from shop.audit.watched import not_watched, watched
from shop.models import AuditEntry, Customer, StoreSettings
from shop.services.give_consent import documents_in_force, give_consent
from tests.audit.entries import Log
from tests.factories import make_category, make_customer, make_order, make_product, new_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

OURS = {"shop", "catalog", "orders", "integrations", "botapp"}


def test_every_model_is_watched_or_has_a_reason_not_to_be() -> None:
    labels = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    ours = {label for label in labels if label.split(".")[0] in OURS}

    assert ours <= set(watched()) | set(not_watched())
    assert labels == set(watched()) | set(not_watched())
    assert not set(watched()) & set(not_watched())
    assert all(not_watched().values())


def test_what_is_named_of_a_model_is_there() -> None:
    for one in watched().values():
        columns = {field.column for field in one.model_class._meta.concrete_fields}
        named = {*one.personal, *one.secret, *one.ignored, *([one.name] if one.name else [])}
        assert named <= columns, one.model


def test_a_conditional_update_is_seen_with_its_doer() -> None:
    order = make_order()
    log = Log()

    with acting("staff:anna", channel=Channel.ADMIN, reference="by hand"):
        change_status(order=order, to="confirmed", actor="staff:anna")

    (entry,) = log.of("orders.order")
    assert (entry.action, entry.changes) == ("update", {"status": ["pending", "confirmed"]})
    assert (entry.object_id, entry.customer_id) == (str(order.pk), order.customer_id)
    assert (entry.actor, entry.channel, entry.reference) == ("staff:anna", "admin", "by hand")
    assert entry.personal == {}


def test_whose_address_changed_is_kept_apart_from_what_changed() -> None:
    order = make_order()
    log = Log()

    edit_contact(order=order, fields={"shipping_address": "5 Elm Street"}, actor="staff:anna")

    (entry,) = log.of("orders.order")
    assert entry.changes == {}
    assert entry.personal == {"shipping_address": ["10 Main Street, Springfield", "5 Elm Street"]}
    assert log.of("orders.orderevent") == []  # the timeline's own words of the same


def test_a_note_is_recorded_and_a_move_once() -> None:
    order = make_order()
    log = Log()

    note_order(order=order, text="calls at nine", actor="staff:anna")
    change_status(order=order, to="confirmed", actor="staff:anna")

    (note,) = log.of("orders.orderevent")
    assert note.personal == {"text": [None, "calls at nine"]}
    assert note.part_of == f"orders.order:{order.pk}"
    assert note.customer_id == order.customer_id
    assert len(log.of("orders.order")) == 1


def test_lines_are_recorded_and_stock_is_left_to_its_ledger() -> None:
    order = make_order()
    item = order.items.get()
    log = Log()

    edit_lines(order=order, changes=[LineChange(item.pk, 1, 3)], actor="staff:anna")

    (line,) = log.of("orders.orderitem")
    assert line.changes == {"quantity": ["1", "3"]}
    assert (line.object_name, line.part_of) == (item.sku, f"orders.order:{order.pk}")
    assert log.of("orders.order")[0].changes.keys() == {"total_amount"}
    assert log.of("catalog.productvariant") == []
    assert log.of("catalog.stockmovement") == []


def test_somebody_mending_the_ledger_is_recorded() -> None:
    variant = make_product().variants.get()
    adjust_stock(variant=variant, quantity=5, reason="received")
    log = Log()

    StockMovement.objects.filter(variant=variant, quantity=5).update(quantity=4)

    assert log.changes("catalog.stockmovement") == [("update", {"quantity": ["5", "4"]})]


def test_a_bulk_change_of_prices_is_one_entry_for_each_that_changed() -> None:
    product = make_product(variants=[new_variant("10.00"), new_variant("20.00")][:1])
    other = make_product("Mug")
    log = Log()

    ProductVariant.objects.update(price=F("price") * 2, is_active=True)

    entries = log.of("catalog.productvariant")
    assert {entry.part_of for entry in entries} == {
        f"catalog.product:{product.pk}",
        f"catalog.product:{other.pk}",
    }
    assert all(set(entry.changes) == {"price"} for entry in entries)


def test_what_is_deleted_can_be_read_afterwards() -> None:
    product = make_product("Mug", variants=[new_variant("7.50", 0, sku="MUG")])
    log = Log()

    Product.objects.filter(pk=product.pk).delete()

    (gone,) = log.of("catalog.product")
    assert (gone.action, gone.object_name) == ("delete", "Mug")
    assert gone.changes["name"] == ["Mug", None]
    (variant,) = log.of("catalog.productvariant")
    assert (variant.action, variant.changes["sku"]) == ("delete", ["MUG", None])


def test_options_belong_to_the_history_of_their_product() -> None:
    product = make_product(options={"Size": ["M"]}, variants=[new_variant(Size="M")])
    log = Log()

    product.options.get().values.update(value="L")

    (entry,) = log.of("catalog.optionvalue")
    assert entry.changes == {"value": ["M", "L"]}
    assert entry.part_of == f"catalog.product:{product.pk}"


def test_what_only_a_program_would_miss_is_no_news() -> None:
    product = make_product()
    customer = make_customer()
    log = Log()

    product.save()  # updated_at moves
    Customer.objects.filter(pk=customer.pk).update(full_name=customer.full_name)

    assert AuditEntry.objects.filter(pk__gt=log.start).count() == 0


def test_a_customer_who_blocks_the_bot() -> None:
    customer = make_customer()
    log = Log()

    with acting(channel=Channel.BOT):
        mark_blocked(customer.pk)

    (entry,) = log.of("shop.customer")
    assert list(entry.changes) == ["blocked_at"]
    assert (entry.changes["blocked_at"][0], entry.channel, entry.actor) == (None, "bot", "system")


def test_consent_names_the_document() -> None:
    customer = make_customer()
    log = Log()

    give_consent(customer=customer, source="bot")

    given = {entry.changes["document_id"][1] for entry in log.of("shop.consent")}
    assert given == {str(document.pk) for document in documents_in_force()}
    assert {entry.customer_id for entry in log.of("shop.consent")} == {customer.pk}


def test_roles_and_passwords_of_staff_without_the_password() -> None:
    user = User.objects.create_user("boris", password="a long password", is_staff=True)
    group = Group.objects.create(name="Helpers")
    log = Log()

    user.groups.add(group)
    user.set_password("another password")
    user.save()

    (joined,) = log.of("auth.user_groups")
    assert joined.changes == {"user_id": [None, str(user.pk)], "group_id": [None, str(group.pk)]}
    assert joined.part_of == f"auth.user:{user.pk}"
    assert log.changes("auth.user") == [("update", {"password": ["•••", "•••"]})]
    every = AuditEntry.objects.values_list("changes", "personal")
    assert not any(user.password in str(row) for row in every)


def test_settings_saved_in_the_admin_name_who_saved_them() -> None:
    client = staff_client()
    store = StoreSettings.current()
    page = client.get(reverse("admin:shop_storesettings_change", args=[store.pk]))
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in values.items()}
    sent = {name: value for name, value in sent.items() if value is not False}
    log = Log()

    answer = client.post(
        reverse("admin:shop_storesettings_change", args=[store.pk]),
        {**sent, "low_stock_threshold": 7},
        headers={"X-Request-ID": "abc"},
    )

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    (entry,) = log.of("shop.storesettings")
    assert entry.changes["low_stock_threshold"] == ["3", "7"]
    assert (entry.actor, entry.channel) == ("staff:anna", "admin")


def test_what_is_rolled_back_never_was() -> None:
    customer = make_customer()
    log = Log()

    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(chosen_language="ru")
        transaction.set_rollback(True)

    assert log.of("shop.customer") == []


def test_the_demos_invented_past_is_no_history() -> None:
    log = Log()

    with audit.unrecorded():
        make_order()

    assert AuditEntry.objects.filter(pk__gt=log.start).count() == 0
    make_order()
    assert len(log.of("orders.order")) == 1


def test_nobody_can_speak_as_somebody_else_through_a_value() -> None:
    """The database is told of the doer at the end of a statement, where no value can stand."""
    forged = "/*audit:eyJhY3RvciI6ICJzdGFmZjpib3NzIiwgImNoYW5uZWwiOiAiYWRtaW4ifQ==*/"
    log = Log()

    with acting("customer:5", channel=Channel.BOT):
        make_category(forged)
        make_category(f"Shelf' {forged}")
    Customer.objects.bulk_create([Customer(id=5, full_name=forged)])

    doers = {entry.actor for entry in AuditEntry.objects.filter(pk__gt=log.start)}
    assert doers == {"customer:5", "system"}


def test_a_doer_of_any_spelling() -> None:
    log = Log()

    with acting("staff:Анна 'Ё' */ %s", channel=Channel.ADMIN):
        create_product(category=make_category(), name="100% wool", variants=[new_variant()])

    assert {entry.actor for entry in log.of("catalog.product")} == {"staff:Анна 'Ё' */ %s"}
    assert settings.AUDITED
