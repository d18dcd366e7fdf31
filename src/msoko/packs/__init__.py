"""Data only: one folder a pack, one file an indicator. msoko.methodology.loading reads them."""
