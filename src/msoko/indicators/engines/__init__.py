"""Engines that compute the same function, docs/decisions/0003: reference (slow and obvious) and duckdb."""
