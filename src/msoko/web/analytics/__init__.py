"""Calculations and the pages that explain numbers."""
