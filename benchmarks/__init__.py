"""How fast the store is, measured on the machine at hand: `make bench`."""
