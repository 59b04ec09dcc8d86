"""What Telegram tells of a customer with each update."""

from __future__ import annotations

from shop.models import Customer


def refresh_customer(customer: Customer, *, full_name: str, username: str, language: str) -> None:
    """Bring the profile up to date, writing only what changed; whoever writes has not blocked us."""
    fresh: dict[str, object] = {
        "username": username,
        "telegram_language": language,
        "blocked_at": None,
    }
    if not customer.full_name:
        fresh["full_name"] = full_name
    changed = [name for name, value in fresh.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, fresh[name])
        customer.save(update_fields=changed)
