"""The table URL × role × place: one module of rows for each app. tests/web/test_access.py walks it."""
