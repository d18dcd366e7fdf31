"""Changes of the registry as proposals: written, approved by another person, made one batch, taken back."""
