#!/usr/bin/env python
"""Django's command line. Its statements may run longer than a web request's."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    # Migrations and imports take their time; the limit of web requests is not theirs.
    os.environ["DB_STATEMENT_TIMEOUT"] = "30min"
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
