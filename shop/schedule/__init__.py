"""Jobs on a schedule: what runs when, how it last went, and that a day's job is done that day.

Intervals stand in beat's schedule (`config/jobs.py`); what happens once a day stands in
`settings.DAILY_JOBS` and is asked for by `ask_for_due`, since beat forgets when it is restarted.
`recording` notes every run; `overview` is what staff see.
"""

from shop.schedule.daily import ask_for_due
from shop.schedule.overview import JobLine, overview
from shop.schedule.recording import MORE, begin, end
from shop.schedule.running import run_now

__all__ = ["MORE", "JobLine", "ask_for_due", "begin", "end", "overview", "run_now"]
