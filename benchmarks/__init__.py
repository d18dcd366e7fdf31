"""Measurements against peers, each a ratio in one run. README.md says how to read them."""
