"""The marketplaces that sellers trade on, behind one interface: see `base` and `registry`."""
