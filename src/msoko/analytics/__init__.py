"""First interpretation of values: norms, dynamics, disclosure. Codes and numbers; sentences are built in reports."""
