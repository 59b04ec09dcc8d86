"""What the store knows of a person can be handed over and forgotten, and no model is left out."""

import json

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from shop import outbox
from shop.models import Consent, Customer, Event, LegalDocument
from shop.privacy import erase_customer, export_customer, handlers
from shop.services.give_consent import give_consent
from tests.factories import make_customer, make_order
from tests.fakes.subscriber import listen

ID_FIELDS = {"customer_id", "user_id", "chat_id", "telegram_id", "telegram_user_id"}


def personal_models(every):
    """Those that are a person, point to one, hold one's id, or belong to a model that does."""
    found = {Customer}
    while True:
        more = {
            model
            for model in every
            if model not in found
            and any(
                field.name in ID_FIELDS or (field.is_relation and field.related_model in found)
                for field in model._meta.concrete_fields + model._meta.many_to_many
            )
        }
        if not more:
            return found
        found |= more


def test_every_model_that_leads_to_a_person_is_named_by_a_handler():
    named = {model for handler in handlers() for model in handler.models}
    unnamed = {model._meta.label for model in personal_models(apps.get_models()) - named}
    assert unnamed == set(), "name them in the handler of their room, see shop/privacy.py"


def test_handlers_name_only_what_leads_to_a_person():
    named = {model for handler in handlers() for model in handler.models}
    assert {model._meta.label for model in named - personal_models(apps.get_models())} == set()


@isolate_apps("shop")
def test_a_model_left_out_would_be_found():
    class Diary(models.Model):
        owner = models.ForeignKey(Customer, models.CASCADE)

        class Meta:
            app_label = "shop"

    class Page(models.Model):
        diary = models.OneToOneField(Diary, models.CASCADE)

        class Meta:
            app_label = "shop"

    class Note(models.Model):
        telegram_id = models.BigIntegerField()

        class Meta:
            app_label = "shop"

    class Club(models.Model):
        members = models.ManyToManyField(Customer)

        class Meta:
            app_label = "shop"

    class Weather(models.Model):
        degrees = models.IntegerField()

        class Meta:
            app_label = "shop"

    found = personal_models([Diary, Page, Note, Club, Weather])
    assert found == {Customer, Diary, Page, Note, Club}


@pytest.fixture
def person(db, monkeypatch):
    """A customer of whom everything is known, and another."""
    listen(monkeypatch)
    LegalDocument.objects.all().delete()
    LegalDocument.objects.create(kind="policy", version=1, text="Политика")
    customer = make_customer(language="en", name="John Doe")
    Customer.objects.filter(pk=customer.pk).update(
        username="john", phone_number="+15551234567", shipping_address="10 Main Street"
    )
    give_consent(customer=customer, source="bot")
    return customer


def test_a_person_is_given_all_that_is_held_of_them(person):
    outbox.publish("looked", {"product_id": 3}, customer_id=person.pk)
    other = make_customer(name="Somebody Else")
    outbox.publish("looked", {"product_id": 4}, customer_id=other.pk)
    held = export_customer(person.pk)
    assert json.loads(json.dumps(held)) == held
    [customer] = held["customer"]
    assert (customer["id"], customer["full_name"]) == (person.pk, "John Doe")
    assert (customer["username"], customer["phone_number"]) == ("john", "+15551234567")
    assert customer["shipping_address"] == "10 Main Street"
    [consent] = held["consents"]
    assert (consent["document__kind"], consent["document__version"]) == ("policy", 1)
    assert (consent["source"], consent["language"]) == ("bot", "en")
    [event] = held["events"]
    assert (event["name"], event["payload"]) == ("looked", {"product_id": 3})


def test_a_forgotten_person_is_nameless_and_others_are_not(person):
    outbox.publish("looked", {"product_id": 3}, customer_id=person.pk)
    other = make_customer(name="Somebody Else")
    outbox.publish("looked", {"product_id": 4}, customer_id=other.pk)
    erase_customer(person.pk)
    person.refresh_from_db()
    assert (person.full_name, person.username) == ("", "")
    assert (person.phone_number, person.shipping_address) == ("", "")
    assert Consent.objects.filter(customer=person).count() == 1  # the proof that there was one
    other.refresh_from_db()
    assert other.full_name == "Somebody Else"
    assert list(Event.objects.values_list("customer_id", flat=True).order_by("pk")) == [
        None,
        other.pk,
    ]


def test_rooms_above_are_asked_too(person):
    order = make_order(person)
    assert export_customer(person.pk)["orders"][0]["id"] == order.pk
    erase_customer(person.pk)
    order.refresh_from_db()
    assert order.full_name == ""


def test_forgetting_is_all_or_nothing(person, settings):
    settings.PERSONAL_DATA = ["shop.privacy.ShopData", f"{__name__}.Broken"]
    with pytest.raises(RuntimeError):
        erase_customer(person.pk)
    person.refresh_from_db()
    assert person.full_name == "John Doe"


class Broken:
    models = ()

    def export(self, customer_id):
        return {}

    def erase(self, customer_id):
        raise RuntimeError("could not forget")


def test_a_stranger_has_nothing_held_of_them(db):
    assert not any(export_customer(404).values())
    erase_customer(404)
