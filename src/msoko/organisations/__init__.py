"""The registry of organisations as numbers need it: permanent ids, dated names, memberships and predecessors."""
