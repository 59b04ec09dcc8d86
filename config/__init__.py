"""What makes the store start: settings, addresses, servers, workers."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
