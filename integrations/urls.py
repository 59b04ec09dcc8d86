"""What the outside tells the store."""

from django.urls import URLPattern, URLResolver

from integrations.payments.pages import paid
from integrations.payments.webhook import webhook
from shop.paths import path_both

urlpatterns: list[URLPattern | URLResolver] = [
    path_both("paid", paid, name="paid"),
    path_both("payments/<slug:provider>/webhook", webhook, name="payment-webhook"),
]
