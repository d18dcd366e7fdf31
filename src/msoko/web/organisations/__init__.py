"""The registry in the web: who there is, who holds which role where, and how both change."""
