import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from shop.models import StoreSettings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def environment(settings):
    settings.STORE_NAME = "Corner Shop"
    settings.STORE_CURRENCY = "USD"
    settings.TELEGRAM_STAFF_CHAT_ID = -100500
    StoreSettings.objects.all().delete()
    cache.clear()


def test_the_first_look_fills_the_settings_from_the_environment():
    found = StoreSettings.current()
    assert (found.pk, found.name, found.currency, found.staff_chat_id) == (
        1,
        "Corner Shop",
        "USD",
        -100500,
    )
    assert StoreSettings.objects.count() == 1


def test_afterwards_the_saved_settings_hold(settings):
    StoreSettings.current()
    settings.STORE_NAME = "Another Name"
    cache.clear()
    assert StoreSettings.current().name == "Corner Shop"


def test_looking_again_asks_the_cache(django_assert_num_queries):
    StoreSettings.current()
    with django_assert_num_queries(0):
        assert StoreSettings.current().currency == "USD"


def test_a_saved_change_is_seen_at_once():
    store = StoreSettings.current()
    store.name = "Renamed"
    store.save()
    assert StoreSettings.current().name == "Renamed"


def test_a_second_row_is_refused_by_the_database():
    StoreSettings.current()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoreSettings.objects.create(pk=2, name="Second", currency="RUB")
    assert StoreSettings.objects.count() == 1
