"""Files handed in on the site, and batches."""
