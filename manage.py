#!/usr/bin/env python
"""Django's command line. Its statements may run longer than a web request's."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

_WITHOUT_SETTINGS = ("help", "version", "--help", "-h", "--version")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    # Migrations and imports take their time; the limit of web requests is not theirs.
    os.environ["DB_STATEMENT_TIMEOUT"] = "30min"
    if len(sys.argv) > 1 and sys.argv[1] not in _WITHOUT_SETTINGS:
        _check_settings()
    execute_from_command_line(sys.argv)


def _check_settings() -> None:
    """End with what is wrong with them, of which Django's commands say a traceback or nothing."""
    try:
        settings.INSTALLED_APPS  # noqa: B018  # reading any of them loads all
    except ImproperlyConfigured as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
