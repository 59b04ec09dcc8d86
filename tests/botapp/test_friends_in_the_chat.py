"""Inviting friends in the chat: the page, the link, and who comes by it."""

from decimal import Decimal

import pytest

from orders.models import Reward
from orders.services.change_status import change_status
from orders.services.mark_paid import mark_paid
from shop.models import Customer, Delivery, StoreSettings
from shop.services.invite_friend import referral_code
from tests.botapp.ways import start
from tests.factories import make_customer, make_order, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def _on(chat):
    store = StoreSettings.current()
    store.referral_percent = Decimal("2.50")
    store.save()


def come(chat, name, payload):
    person = chat.person(name)
    person.send(f"/start {payload}")
    chat.settle()
    return Customer.objects.get(pk=person.chat.id)


def test_switched_off_there_is_nothing_of_it(chat):
    anna = chat.person("Anna")
    start(chat, anna)
    assert not anna.screen.has_button("Friends")
    referrer = make_customer()
    friend = come(chat, "Boris", f"ref_{referral_code(referrer)}")
    assert friend.referred_by is None


@pytest.mark.usefixtures("_on")
def test_the_page_of_friends(chat):
    anna = chat.person("Anna")
    start(chat, anna)
    chat.press(anna, "Friends")
    me = Customer.objects.get()
    link = f"https://t.me/demo_store_bot?start=ref_{me.referral_code}"
    for words in ("You get 2.5% of what", link, "Friends invited: 0", "Earned: ₽0"):
        assert words in anna.screen.text
    friend = come(chat, "Boris", f"ref_{me.referral_code}")
    Reward.objects.create(
        referrer=me, friend=friend, order=make_order(friend), percent=5, currency="RUB",
        amount=Decimal("7.50"), taken_back=Decimal("2.50"),
    )  # fmt: skip
    chat.press(anna, "Main Menu", "Friends")
    for words in ("Friends invited: 1", "Earned: ₽5", "₽7.50 +₽5"):
        assert words in anna.screen.text
    assert "Boris" not in anna.screen.text
    assert anna.screen.has_button("Share the link")


@pytest.mark.usefixtures("_on")
def test_a_new_friend_is_bound_and_sees_the_menu(chat):
    referrer = make_customer()
    friend = come(chat, "Boris", f"ref_{referral_code(referrer)}")
    assert friend.referred_by == referrer


@pytest.mark.usefixtures("_on")
@pytest.mark.parametrize("payload", ["ref_", "ref_nobody", "ref_" + "x" * 60, "ref", "news"])
def test_a_link_of_nobody_is_an_ordinary_start(chat, payload):
    friend = come(chat, "Boris", payload)
    assert friend.referred_by is None


@pytest.mark.usefixtures("_on")
def test_who_was_here_before_belongs_to_nobody(chat):
    referrer = make_customer()
    boris = chat.person("Boris")
    start(chat, boris)
    boris.send(f"/start ref_{referral_code(referrer)}")
    chat.settle()
    assert Customer.objects.get(pk=boris.chat.id).referred_by is None


@pytest.mark.usefixtures("_on")
def test_who_ordered_through_the_api_before_is_not_new(chat):
    referrer = make_customer()
    boris = chat.person("Boris")
    make_customer(boris.chat.id)
    boris.send(f"/start ref_{referral_code(referrer)}")
    chat.settle()
    assert Customer.objects.get(pk=boris.chat.id).referred_by is None


@pytest.mark.usefixtures("_on")
def test_switched_off_meanwhile_an_old_button_leads_home(chat):
    anna = chat.person("Anna")
    start(chat, anna)
    StoreSettings.objects.update(referral_percent=0)
    store = StoreSettings.objects.get()
    store.save()
    chat.press(anna, "Friends")
    assert not anna.screen.has_button("Friends")
    assert anna.screen.has_button("Catalog")


@pytest.mark.usefixtures("_on")
def test_who_invited_is_told_of_the_reward_and_not_of_the_friend(chat):
    anna = chat.person("Anna")
    start(chat, anna)
    me = Customer.objects.get()
    friend = come(chat, "Boris", f"ref_{referral_code(me)}")
    order = make_order(friend, {make_variant("200.00"): 1})
    mark_paid(order=order, amount=order.total_amount, actor="staff:x", key="k")
    for status in ("processing", "shipped", "delivered"):
        change_status(order=order, to=status, actor="staff:x")
    chat.settle()
    told = [message.text for message in anna.messages if "Your friend has bought" in message.text]
    assert len(told) == 1
    assert "+₽5" in told[0]
    assert "you have ₽5 now" in told[0]
    assert "Boris" not in told[0]
    Delivery.objects.filter(subscriber="rewards").update(status="pending", finished_at=None)
    chat.settle()
    assert sum("Your friend has bought" in message.text for message in anna.messages) == 1
