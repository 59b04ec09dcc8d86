"""The shapes of what the seller API answers about money."""

from __future__ import annotations

from rest_framework import serializers

from integrations.api.answers import Answer
from integrations.models import Provider, Subscription
from shop.api.fields import Money, Time

_Number = serializers.IntegerField


class PlanAnswer(Answer):
    code = serializers.CharField()
    name = serializers.CharField()
    price = Money()
    currency = serializers.CharField()
    stars = _Number(help_text="A month in Telegram Stars; 0: not to be paid by them.")
    providers = serializers.ListField(child=serializers.ChoiceField(choices=Provider.choices))
    accounts_limit = _Number()
    products_limit = _Number()
    syncs_per_day = _Number()


class SubscriptionAnswer(Answer):
    state = serializers.ChoiceField(choices=Subscription.State.choices)
    plan = serializers.CharField()
    provider = serializers.CharField()
    paid_until = Time()
    grace_until = Time(help_text="When syncing stops, unless it is paid.")
    renews = serializers.BooleanField()


class UsageAnswer(Answer):
    accounts = _Number()
    products = _Number()


class SubscriptionPaymentAnswer(Answer):
    provider = serializers.ChoiceField(choices=Provider.choices)
    amount = Money()
    currency = serializers.CharField()
    paid_until = Time(allow_null=True)
    created_at = Time()


class BillingAnswer(Answer):
    subscription = SubscriptionAnswer(allow_null=True, help_text="Null while all is free.")
    usage = UsageAnswer()
    plans = PlanAnswer(many=True)
    payments = SubscriptionPaymentAnswer(many=True, help_text="The last twelve.")


class CheckoutAnswer(Answer):
    url = serializers.URLField(help_text="Where it is paid.")
