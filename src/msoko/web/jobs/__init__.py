"""Long work: what was asked, how far it is, what went wrong, and trying again."""
