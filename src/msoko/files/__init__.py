"""Kept files, addressed by their content: stored.Files; kinds.py says what is kept how long. Study files: microdata."""
