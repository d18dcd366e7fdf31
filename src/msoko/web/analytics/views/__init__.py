"""One module a page: take what was asked, ask the queries, show a template."""
