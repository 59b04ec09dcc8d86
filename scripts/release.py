"""What a new version needs once before it serves: tables, roles, and the webhook if there is a bot."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def manage(command: str) -> None:
    """Run a management command; a failure ends the release with the command's own words."""
    print(f"— {command}", flush=True)
    done = subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{command} failed: the release stops here.")


def has_bot() -> bool:
    """Asked of the settings, which also read `.env` and `NAME_FILE`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    sys.path.insert(0, str(ROOT))
    from django.conf import settings  # after DJANGO_SETTINGS_MODULE is known

    return bool(settings.TELEGRAM_BOT_TOKEN)


if __name__ == "__main__":
    manage("migrate")
    manage("sync_roles")
    if has_bot():
        manage("set_webhook")
    else:
        print("No TELEGRAM_BOT_TOKEN: the webhook is left alone.")
