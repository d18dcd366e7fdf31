"""Adjusted results, growth and risk: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {}
