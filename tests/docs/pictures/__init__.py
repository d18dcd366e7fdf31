"""Pictures of the statistical chapters of docs/ru, drawn from the demonstration: a module a chapter."""
