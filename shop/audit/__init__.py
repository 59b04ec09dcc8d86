"""The audit log: every change of what it watches, by whom, from where, before and after.

The database writes it (`triggers.py`); this side says what is watched (`watched.py`) and who is
acting (`acting.py`). See docs/adr/0006-the-audit-log.md.
"""

from shop.audit.acting import act_as, acting, begin, end, unrecorded

__all__ = ["act_as", "acting", "begin", "end", "unrecorded"]
