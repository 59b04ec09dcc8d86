"""Exports as background jobs: gathered by slices, kept as rows, downloaded or sent to a sheet."""
