"""Received files: opened, recognised, read into rows for the store, or returned with every problem at its cell."""
