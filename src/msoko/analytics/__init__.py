"""First interpretation of values: norms, dynamics, disclosure. Codes and numbers only; sentences are built in reports."""
