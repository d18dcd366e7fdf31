"""Facts as a plain table: an object a row and a fact a column, or a row a number."""
