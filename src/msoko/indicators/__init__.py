"""Indicators: what is asked of an engine, the engines, examples, values and their addresses."""
