"""The language of formulas: text to tree, checks, words. What a formula computes: docs/decisions/0003, the engines."""
