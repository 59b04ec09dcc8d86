"""Orders and customers as files."""
