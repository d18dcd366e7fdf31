"""Received files: upload, problems, preview, batch, withdrawal."""
