"""A generated municipality, as files in the formats that are really received. All of it is invented and says so."""

from msoko.demo.generating import Manifest, generate

__all__ = ["Manifest", "generate"]
