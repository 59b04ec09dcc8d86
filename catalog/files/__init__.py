"""Files of goods: what their columns mean, how they are read, checked, written and undone."""
