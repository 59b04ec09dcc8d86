"""One stock for all channels: the store's variants and the marketplaces' listings linked to them.

The store's ledger is the truth. What sells here lowers what is offered there (`subscriber`), what
sells there lowers the ledger (`take_orders`), and a job looks for what differs (`level_stock`).
"""
