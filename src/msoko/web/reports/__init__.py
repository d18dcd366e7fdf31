"""Requested files: asked on a page, written in the background, kept with the calculation they cite."""
