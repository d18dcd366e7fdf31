"""What tests of several areas share: a small workplace made by the commands themselves."""

from tests.workplace import filled, packs_read_once, place

__all__ = ["filled", "packs_read_once", "place"]
