"""An owner sets the store up, publishes legal texts, sends failed deliveries again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection
from django.template.defaultfilters import linebreaksbr
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.admin.consent import LegalDocumentAdmin
from shop.models import Delivery, Event, LegalDocument, StoreSettings
from shop.roles import OWNER, SUPPORT
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return staff_client()


def make_delivery(status: str, *, due_in: int = 0, attempts: int = 12) -> Delivery:
    return Delivery.objects.create(
        event=Event.objects.create(name="order_placed", payload={"order_id": 1}),
        subscriber="staff",
        status=status,
        attempts=attempts,
        due_at=timezone.now() + timedelta(seconds=due_in),
        last_error="refused",
    )


def test_settings_are_one_row_in_each_language(staff: Client) -> None:
    listed = staff.get(reverse("admin:shop_storesettings_changelist"))
    page = reverse("admin:shop_storesettings_change", args=[1])
    assert listed["Location"] == page

    response = staff.post(
        page,
        {
            "name": "Лавка",
            "name_en": "The Shop",
            "welcome": "Привет",
            "welcome_en": "Hello",
            "currency": "RUB",
            "support_contact": "@help",
            "low_stock_threshold": "5",
            "referral_percent": "2.5",
            "wallet_on": "on",
            "ways": ["on_delivery"],
        },
    )

    assert response.status_code == 302
    current = StoreSettings.current()
    assert (current.text_of("name", "ru"), current.text_of("name", "en")) == ("Лавка", "The Shop")
    assert (current.text_of("welcome", "en"), current.low_stock_threshold) == ("Hello", 5)
    assert (current.referral_percent, current.referrals_on) == (Decimal("2.5"), True)
    assert staff.get(reverse("admin:shop_storesettings_add")).status_code == 403
    deleted = staff.post(reverse("admin:shop_storesettings_delete", args=[1]), {"post": "yes"})
    assert deleted.status_code == 403


def test_an_old_page_of_settings_puts_nothing_back(staff: Client) -> None:
    page = reverse("admin:shop_storesettings_change", args=[StoreSettings.current().pk])

    def posted() -> dict[str, Any]:
        form = staff.get(page).context["adminform"].form
        values = {name: form[name].value() for name in form.fields}
        return {name: one for name, one in values.items() if one is not None and one is not False}

    old = posted()
    assert staff.post(page, {**posted(), "is_closed": "on"}).status_code == 302
    refused = staff.post(page, {**old, "low_stock_threshold": "7"})
    assert "Somebody else changed the settings meanwhile" in refused.content.decode()
    assert (StoreSettings.current().is_closed, StoreSettings.current().low_stock_threshold) == (
        True, 3,
    )  # fmt: skip

    twice = {**posted(), "low_stock_threshold": "7", "opens_0": "09:00", "closes_0": "18:00"}
    assert [staff.post(page, twice).status_code for _click in range(2)] == [302, 302]
    assert (StoreSettings.current().is_closed, StoreSettings.current().low_stock_threshold) == (
        True, 7,
    )  # fmt: skip


def test_a_change_of_a_legal_text_is_a_new_version(staff: Client) -> None:
    address = f"{reverse('admin:shop_legaldocument_add')}?kind=terms"
    form = staff.get(address).context["adminform"].form
    first = LegalDocument.objects.get(kind="terms")
    assert form["text"].value() == first.text
    assert form["text_en"].value() == first.text_in("en")

    staff.post(address, {"kind": "terms", "text": "# Новые", "text_en": "# New"})

    newest = LegalDocument.objects.get(kind="terms", version=2)
    assert (newest.text_in("ru"), newest.text_in("en")) == ("# Новые", "# New")
    first.refresh_from_db()
    assert first.text != "# Новые"
    assert LegalDocument.objects.filter(kind="policy").count() == 1


def test_gaps_of_the_version_in_force_are_named(staff: Client) -> None:
    LegalDocument.objects.create(
        kind="policy",
        version=2,
        text="# Политика\n[[ИНН]], [[где размещены серверы]]",
        translations={"en": {"text": "# Policy\n[[taxpayer number]]"}},
    )
    StoreSettings.current()
    StoreSettings.objects.update(seller_inn="7707083893")
    cache.clear()

    rows = staff.get(reverse("admin:shop_legaldocument_changelist"), {"kind__exact": "policy"})
    newest, replaced = rows.context["cl"].result_list
    page = staff.get(reverse("admin:shop_legaldocument_change", args=[newest.pk])).content.decode()

    shown = LegalDocumentAdmin(LegalDocument, site)
    assert (shown.to_fill_in(newest), shown.to_fill_in(replaced)) == ("RU: 1", "–")
    assert "RU: где размещены серверы</p>" in page
    assert "# Политика<br>7707083893, [[где размещены серверы]]" in page


def test_what_is_published_is_never_edited(staff: Client) -> None:
    document = LegalDocument.objects.get(kind="policy")
    page = reverse("admin:shop_legaldocument_change", args=[document.pk])

    assert linebreaksbr(document.shown_in("en")[:80]) in staff.get(page).content.decode()
    assert staff.post(page, {"text": "Hacked"}).status_code == 403
    deleted = staff.post(
        reverse("admin:shop_legaldocument_delete", args=[document.pk]), {"post": "1"}
    )

    assert deleted.status_code == 403
    document.refresh_from_db()
    assert document.text != "Hacked"


def test_buttons_lead_to_a_new_version_of_each(staff: Client) -> None:
    for button, kind in (("new_policy", "policy"), ("new_terms", "terms")):
        response = staff.get(reverse(f"admin:shop_legaldocument_{button}"))
        assert response["Location"].endswith(f"/add/?kind={kind}")


def test_failed_and_waiting_deliveries_are_sent_again(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[bool] = []
    monkeypatch.setattr("shop.admin.outbox.wake_relay", lambda names: woken.append(True))
    parked = make_delivery("parked")
    waiting = make_delivery("pending", due_in=3000, attempts=5)
    in_flight = make_delivery("pending", due_in=20, attempts=1)
    done = make_delivery("done")

    response = staff.post(
        reverse("admin:shop_delivery_changelist"),
        {
            "action": "send_again",
            "_selected_action": [parked.pk, waiting.pk, in_flight.pk, done.pk],
        },
        follow=True,
    )

    now = timezone.now()
    for delivery in (parked, waiting):
        delivery.refresh_from_db()
        assert (delivery.status, delivery.attempts) == ("pending", 0)
        assert delivery.due_at <= now
    for delivery, status, attempts in ((in_flight, "pending", 1), (done, "done", 12)):
        due = delivery.due_at
        delivery.refresh_from_db()
        assert (delivery.status, delivery.attempts, delivery.due_at) == (status, attempts, due)
    assert woken == [True]
    told = [str(message) for message in response.context["messages"]]
    assert told == [
        "2 deliveries are sent again.",
        "2 deliveries were left alone: they are delivered, or being sent now.",
    ]


def test_what_failed_can_be_given_up_and_nothing_else(staff: Client) -> None:
    parked, waiting, done = (make_delivery(status) for status in ("parked", "pending", "done"))
    response = staff.post(
        reverse("admin:shop_delivery_changelist"),
        {"action": "give_up", "_selected_action": [parked.pk, waiting.pk, done.pk]},
        follow=True,
    )
    assert set(Delivery.objects.all()) == {waiting, done}
    assert [str(one) for one in response.context["messages"]] == ["1 delivery is given up."]


def test_a_delivery_is_read_with_its_event(staff: Client) -> None:
    page = staff.get(reverse("admin:shop_delivery_change", args=[make_delivery("parked").pk]))

    text = page.content.decode()
    assert "refused" in text
    assert "order_id" in text
    assert 'name="_save"' not in text


def test_an_owner_takes_somebody_on(staff: Client) -> None:
    role = Group.objects.get(name=SUPPORT)
    assert staff.get(reverse("admin:auth_user_add")).context["adminform"].form["is_staff"].value()

    response = staff.post(
        reverse("admin:auth_user_add"),
        {
            "username": "boris",
            "usable_password": "true",
            "password1": "correct-horse-9",
            "password2": "correct-horse-9",
            "is_staff": "on",
            "groups": [role.pk],
        },
    )

    assert response.status_code == 302
    boris = User.objects.get(username="boris")
    assert boris.is_staff
    assert list(boris.groups.all()) == [role]
    page = staff.get(reverse("admin:auth_user_changelist")).content.decode()
    assert "Support" in page
    log = staff.get(reverse("admin:shop_auditentry_changelist"), headers={"accept-language": "ru"})
    assert "Пользователь – группа" in log.content.decode()
    assert "Поддержка" in log.content.decode()


def test_an_owner_cannot_lock_the_store_out_of_its_admin() -> None:
    owner = staff_client(OWNER)
    anna = User.objects.get()
    page = reverse("admin:auth_user_change", args=[anna.pk])
    whole_list = reverse("admin:auth_user_changelist")

    owner.post(page, {"username": "anna", "first_name": "Anna"})
    refused = owner.post(reverse("admin:auth_user_delete", args=[anna.pk]), {"post": "yes"})
    owner.post(
        whole_list, {"action": "delete_selected", "_selected_action": [anna.pk], "post": "yes"}
    )

    anna.refresh_from_db()
    assert (anna.first_name, anna.is_active, anna.is_staff) == ("Anna", True, True)
    assert [role.name for role in anna.groups.all()] == [OWNER]
    assert refused.status_code == 403
    assert "for another owner to change" in owner.get(page).content.decode()


def test_queries_stay_few_however_many_rows(staff: Client) -> None:
    make_delivery("parked")
    addresses = [
        reverse(f"admin:{name}_changelist")
        for name in (
            "shop_delivery",
            "shop_legaldocument",
            "auth_user",
            "auth_group",
            "botapp_session",
        )
    ]
    addresses.append(reverse("admin:index"))
    few = [_queries(staff, address) for address in addresses]
    for number in range(30):
        make_delivery("parked")
        user = User.objects.create_user(f"user-{number}")
        user.groups.add(Group.objects.create(name=f"group-{number}"))
        LegalDocument.objects.create(kind="terms", version=number + 10, text="x")

    many = [_queries(staff, address) for address in addresses]

    assert many == few
    assert max(many) <= 25


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        response: Any = client.get(address)
    assert response.status_code == 200
    return len(caught)
