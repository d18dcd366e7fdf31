"""The language of formulas by example."""
