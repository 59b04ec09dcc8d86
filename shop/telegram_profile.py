"""What Telegram tells of a customer with each update."""

from __future__ import annotations

from shop.models import Customer


def refresh_profile(
    customer: Customer, *, full_name: str, username: str, language: str
) -> list[str]:
    """Bring the instance up to date; the fields that changed, for the caller to save.

    They are saved as the last thing of a transaction: the customer's row is the last lock of all.
    Whoever writes has not blocked us.
    """
    fresh: dict[str, object] = {
        "username": username,
        "telegram_language": language,
        "blocked_at": None,
    }
    if not customer.full_name:
        fresh["full_name"] = full_name
    changed = [name for name, value in fresh.items() if getattr(customer, name) != value]
    for name in changed:
        setattr(customer, name, fresh[name])
    return changed
