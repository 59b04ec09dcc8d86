"""Google Sheets by a service account: tabs read whole, tables written in few requests."""
