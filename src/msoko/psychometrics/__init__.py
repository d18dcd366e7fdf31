"""Instruments of measurement: arrays in, estimates out. Nothing here knows a school, a file or a page."""
