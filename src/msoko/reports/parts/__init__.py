"""Parts that several reports share: orders, tasks, scores, changes over years, indicators against norms."""
