"""Kept files, addressed by their content. Start with stored.Files; kinds.py says what is kept how long."""
