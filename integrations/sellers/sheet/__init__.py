"""The seller's Google Sheet: figures of an account, laid out, written, refreshed."""
