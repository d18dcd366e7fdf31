"""A generated municipality, written as files in the formats a municipality really receives. Everything in it is invented and says so."""

from msoko.demo.generating import Manifest, generate

__all__ = ["Manifest", "generate"]
