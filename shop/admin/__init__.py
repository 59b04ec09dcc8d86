"""The admin of what every room shares; each module registers its pages."""

from shop.admin import audit, consent, jobs, outbox, people, settings, status, tags

__all__ = ["audit", "consent", "jobs", "outbox", "people", "settings", "status", "tags"]
