"""Wait until an address answers 200: `wait_for.py URL PID`; gives up when the process is gone."""

import os
import sys
import time
import urllib.error
import urllib.request

PATIENCE_SECONDS = 60


def main(url: str, pid: int) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return 1
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    return 0
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
