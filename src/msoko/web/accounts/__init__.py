"""Users, roles, rights, tokens and the audit trail. Knows no organisation."""
