"""Outgoing webhooks: the store tells its own programmers' servers of events; docs/webhooks.md."""
