"""Clusters, peers, indices and what they are made of: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {}
