"""Reading a seller's marketplace account into the database, in slices that any worker may go on with.

`start` asks for a run, `run` does a slice of it, `schedule` asks by the clock, `count` makes figures.
"""
