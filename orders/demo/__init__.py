"""The demo store: a believable shop for trying things out, and a large one for load tests."""
