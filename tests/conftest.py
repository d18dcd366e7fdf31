"""What tests of several areas share: a small workplace made by the commands themselves."""

from hypothesis import settings

from tests.workplace import filled, packs_read_once, place

__all__ = ["filled", "packs_read_once", "place"]

# A commit is judged by the same examples every time; to look for new ones: --hypothesis-profile=default.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
