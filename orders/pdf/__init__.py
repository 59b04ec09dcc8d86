"""Papers that go with an order, as PDF."""
