"""Pages of files on their way in (imports) and of batches (batches)."""
