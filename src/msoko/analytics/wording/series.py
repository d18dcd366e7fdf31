"""Forecasts, changes and effects: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {}
