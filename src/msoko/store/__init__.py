"""Numbers in Delta Lake tables, made visible batch by batch by a ledger. Start with store.Store and README.md."""
