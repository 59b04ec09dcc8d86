"""The admin of what every room shares; each module registers its pages."""

from shop.admin import consent, jobs, outbox, people, settings

__all__ = ["consent", "jobs", "outbox", "people", "settings"]
