"""A methodology pack as data: its model, loading, checks, comparison and workbook. Nothing here computes a value."""
