"""The admin of what every room shares; each module registers its pages."""

from shop.admin import consent, outbox, people, settings

__all__ = ["consent", "outbox", "people", "settings"]
