"""A customer at first sight, wherever they come from."""

from __future__ import annotations

from shop.models import Customer


def know_customer(
    customer_id: int, *, full_name: str = "", username: str = "", language: str = ""
) -> Customer:
    """The customer with this Telegram id, made when unknown; what is told of them is kept.

    A name that the store has stays: it may be what the customer wrote themselves.
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        new = Customer(
            id=customer_id, full_name=full_name, username=username, telegram_language=language
        )
        Customer.objects.bulk_create([new], ignore_conflicts=True)
        return Customer.objects.get(pk=customer_id)
    fresh = {"username": username, "telegram_language": language}
    if not customer.full_name:
        fresh["full_name"] = full_name
    changed = [name for name, value in fresh.items() if value and getattr(customer, name) != value]
    for name in changed:
        setattr(customer, name, fresh[name])
    if changed:
        customer.save(update_fields=changed)
    return customer
