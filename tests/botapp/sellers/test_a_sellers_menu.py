"""What a seller does day by day: the sheet, syncs, settings, and who may do what."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from botapp.callbacks import Callback
from botapp.emulator.engine import Person
from botapp.sellers import actions
from botapp.sellers.handlers.billing import ENDING, PAYING
from botapp.sellers.section import section
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.models import (
    GivenKey,
    MarketplaceAccount,
    MarketplaceCredentials,
    Plan,
    Role,
    SellerMember,
    SellerNotice,
    SellerSheet,
    SyncRun,
)
from integrations.sellers.news import SYNC_FINISHED, tell_news
from integrations.sellers.sheet.refresh import waiting_sheets
from integrations.sellers.tell_seller import tell_seller
from integrations.sync import ending, lease
from shop.models import Customer, Event
from tests.botapp.conftest import Chat
from tests.botapp.sellers.conftest import member, the_seller
from tests.botapp.ways import bot_messages, labels
from tests.sellers.world import DAY, make_account, make_listed, make_seller

pytestmark = pytest.mark.django_db


def open_menu(chat: Chat, person: Person) -> None:
    person.send("/seller")
    chat.settle()


def the_account() -> MarketplaceAccount:
    return MarketplaceAccount.objects.get()


def test_the_menu_says_how_the_accounts_are(chat: Chat, owner: Person) -> None:
    for stock in (3, 200, 0):
        make_listed(the_account(), stock=stock, day=DAY)
    make_listed(the_account())  # of which nothing but its card was read
    open_menu(chat, owner)
    assert "Products: 4, running low: 2" in owner.screen.text
    assert [label.partition(" ")[2] for label in labels(owner)] == [
        "My spreadsheet",
        "Sync now",
        "Settings",
        "About",
        "Help for sellers",
        "Main Menu",
    ]


def test_the_sheet_is_asked_for_and_shown_when_it_is_there(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    chat.press(owner, "My spreadsheet")
    assert "owner@romashka.example" in owner.screen.text
    chat.press(owner, "Make the spreadsheet")
    assert "It is being made" in owner.screen.text
    assert waiting_sheets().count() == 1

    SellerSheet.objects.update(
        url="https://docs.google.com/spreadsheets/d/x/edit",
        wanted_at=None,
        refreshed_at=timezone.now(),
    )
    tell_news("seller_sheet_refreshed", the_account())
    chat.deliver()
    assert owner.screen.has_button("Open the spreadsheet")
    assert "It is being made" not in owner.screen.text
    chat.press(owner, "After each sync: on")
    assert SellerSheet.objects.get().auto_sync is False
    tell_news(SYNC_FINISHED, the_account())
    chat.deliver()
    assert not waiting_sheets().exists()


def test_a_sync_is_begun_once(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    owner.press("Sync now")
    query = owner.press("Sync now")
    chat.settle()
    assert SyncRun.objects.count() == 1
    assert query.answer["text"] == "A sync is under way already."
    run = lease.take(SyncRun.objects.get().pk)
    ending.fail(run, MarketplaceError(Trouble.UNAVAILABLE, "502"))
    chat.deliver()
    assert "does not answer" in owner.screen.text
    MarketplaceAccount.objects.update(state="expired")
    query = owner.press("Sync now")
    chat.settle()
    assert query.answer.get("alert") is True
    assert SyncRun.objects.count() == 1


def test_the_profile_is_changed(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    chat.press(owner, "Settings", "Profile", "E-mail")
    chat.say(owner, "nonsense")
    assert "does not look like an e-mail" in owner.screen.text
    chat.say(owner, "New@Romashka.example")
    assert "new@romashka.example" in owner.screen.text
    chat.press(owner, "Phone")
    owner.send_contact("+79001234567")
    chat.settle()
    chat.press(owner, "Time zone", "Yekaterinburg")
    seller = the_seller()
    assert (seller.email, seller.phone, seller.time_zone) == (
        "new@romashka.example",
        "+79001234567",
        "Asia/Yekaterinburg",
    )


def test_the_schedule_is_their_own(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    chat.press(owner, "Settings", "Schedule", "At times of their own")
    for words in ("soon", "25:00", "09:00 9:60"):
        chat.say(owner, words)
        assert "Write times like" in owner.screen.text, words
    chat.say(owner, "18.30, 9:00")
    account = the_account()
    assert (account.schedule, account.sync_times) == ("own", ["09:00", "18:30"])
    assert account.next_sync_at is not None
    chat.press(owner, "By hand only")
    account.refresh_from_db()
    assert (account.schedule, account.next_sync_at) == ("off", None)


def test_the_key_goes_when_it_is_to_go(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    chat.press(owner, "Settings", "API keys", "Wildberries", "Remove the key")
    assert MarketplaceCredentials.objects.exists()
    chat.press(owner, "Yes, remove")
    assert not MarketplaceCredentials.objects.exists()
    assert "The key is removed" in owner.screen.text
    assert not owner.screen.has_button("Update the key")
    chat.press(owner, "Seller's menu")
    assert owner.screen.has_button("Add API key")


def test_a_notice_comes_once_a_day(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    for _run in range(3):
        tell_seller(
            seller=the_seller(),
            kind=SellerNotice.Kind.KEY_EXPIRED,
            key=f"account:{the_account().pk}",
            context={"account": "Wildberries"},
        )
        chat.deliver()
    told = [one for one in bot_messages(owner) if "does not take the key" in one.text]
    assert len(told) == 1
    chat.press(owner, "API keys")
    assert owner.screen.has_button("Update the key")

    open_menu(chat, owner)
    chat.press(owner, "Settings", "Notifications", "A sync failed: on")
    assert the_seller().notify_sync_failed is False
    tell_seller(seller=the_seller(), kind=SellerNotice.Kind.SYNC_FAILED)
    assert SellerNotice.objects.count() == 1


def test_low_stock_is_told_by_name(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    products = [[number, f"ART-{number}", number] for number in range(12)]
    tell_seller(
        seller=the_seller(),
        kind=SellerNotice.Kind.LOW_STOCK,
        context={"products": products, "count": 30},
    )
    chat.deliver()
    (told,) = [one for one in bot_messages(owner) if "30 products:" in one.text]
    assert "ART-9: 9 left" in told.text
    assert "and 20 more" in told.text


def test_a_viewer_looks_and_changes_nothing(chat: Chat) -> None:
    account = make_account()
    boris = member(chat, account, Role.VIEWER)
    open_menu(chat, boris)
    chat.press(boris, "Sync now")
    assert not SyncRun.objects.exists()
    forged = [
        actions.AskKey(account.seller_id, 0, account.pk),
        actions.RemoveKey(account.pk, 1),
        actions.CheckAccount(account.pk),
        actions.SyncNow(account.pk),
        actions.RefreshSheet(account.pk),
        actions.SetSchedule(account.pk, 2),
        actions.SetNotice(account.seller_id, 0, 0),
        actions.AskProfile(account.seller_id, 0),
        actions.InviteMember(account.seller_id, 0),
    ]
    assert refused(chat, boris, forged) == len(forged)
    assert MarketplaceCredentials.objects.exists()
    assert not SyncRun.objects.exists()
    assert not SellerSheet.objects.exists()


def refused(chat: Chat, person: Person, forged: list[Callback]) -> int:
    """How many of the presses got a box that says no."""
    count = 0
    for callback in forged:
        query = press_data(chat, person, callback)
        count += bool(query and query.get("alert"))
    return count


def press_data(chat: Chat, person: Person, callback: Callback) -> dict[str, object] | None:
    """A press with data that no button carries."""
    query = person.press_data(person.screen.id, callback.pack())
    chat.settle()
    return query.answer


def test_a_neighbours_numbers_open_nothing(chat: Chat, owner: Person) -> None:
    other = make_account(make_seller("Vasilek"))
    MarketplaceAccount.objects.filter(pk=other.pk).update(name="Secret shop")
    stranger = SellerMember.objects.create(seller=other.seller, role="viewer")
    open_menu(chat, owner)
    mine = SellerMember.objects.get(customer=owner.id).seller
    callbacks = [forged_press(kind, other, stranger) for kind in section.presses]
    for callback in (*callbacks, actions.AskKey(mine.pk, 0, other.pk)):
        press_data(chat, owner, callback)
        assert "Vasilek" not in owner.screen.text, callback
        assert "Secret shop" not in owner.screen.text, callback
    other.refresh_from_db()
    assert (other.schedule, other.has_key) == ("daily", True)
    assert not SyncRun.objects.exists()
    assert not SellerSheet.objects.exists()
    assert SellerMember.objects.get(pk=stranger.pk).is_active
    assert GivenKey.objects.filter(member=stranger).count() == 1
    assert not Event.objects.filter(name__in=(PAYING, ENDING), payload__seller_id=other.seller_id)


def forged_press(kind: type[Callback], of: MarketplaceAccount, stranger: SellerMember) -> Callback:
    """A button of the section, with a neighbour's numbers wherever it bears one."""
    given = GivenKey.objects.get_or_create(member=stranger, marketplace="wildberries")[0]
    plan = Plan.objects.get_or_create(code="start", defaults={"price": 1, "currency": "RUB"})[0]
    numbers = {
        "seller_id": of.seller_id,
        "account_id": of.pk,
        "member_id": stranger.pk,
        "given_id": given.pk,
        "plan_id": plan.pk,
        "sure": 1,
    }
    return kind(**{one.name: numbers.get(one.name, 0) for one in fields(kind)})


def test_a_member_comes_by_a_link_that_is_good_once(chat: Chat, owner: Person) -> None:
    open_menu(chat, owner)
    chat.press(owner, "Settings", "Team", "Invite: Viewer")
    link = next(word for word in owner.screen.text.split() if "start=" in word)
    boris, eve = chat.person("Boris"), chat.person("Eve")
    boris.start(link.partition("start=")[2])
    chat.settle()
    assert "You are a member of “Romashka” now: Viewer" in boris.screen.text
    eve.start(link.partition("start=")[2])
    chat.settle()
    assert "used up" in eve.screen.text
    assert SellerMember.objects.filter(role="viewer", customer=boris.id).count() == 1

    open_menu(chat, owner)
    chat.press(owner, "Settings", "Team", "🗑 Boris")
    owner.press("Yes, remove")
    owner.press("Yes, remove")
    chat.settle()
    assert owner.screen.has_button("Invite: Viewer")
    open_menu(chat, boris)
    assert boris.screen.has_button("Register")


def test_screens_are_cheap(chat: Chat, owner: Person) -> None:
    account = the_account()
    for _number in range(5):
        make_listed(account)
    SellerSheet.objects.create(account=account, url="https://docs.google.com/x")
    run = SyncRun.objects.create(account=account, trigger="hand", state="done")
    SyncRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=2))
    open_menu(chat, owner)
    costs = {}
    for label in (
        "My spreadsheet",
        "Seller's menu",
        "Settings",
        "Profile",
        "Back",
        "API keys",
        "Wildberries",
        "Back",
        "Back",
        "Schedule",
        "Back",
        "Notifications",
        "Back",
        "Team",
    ):
        before = len(chat.calls())
        with CaptureQueriesContext(connection) as captured:
            owner.press(label)
            chat.updates()
        queries = [one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        costs[label] = (len(queries), len(chat.calls()) - before)
    assert {name: cost for name, cost in costs.items() if cost[0] > 8 or cost[1] > 2} == {}


def test_nobody_is_asked_twice_by_an_erased_customer(chat: Chat, owner: Person) -> None:
    tell_seller(seller=the_seller(), kind=SellerNotice.Kind.STOPPED)
    Customer.objects.filter(pk=owner.id).update(blocked_at=timezone.now())
    chat.deliver()
    assert bot_messages(owner) == []
