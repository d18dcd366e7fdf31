"""Who holds which role where: giving and ending roles, invitations, one's own page, keys for programs."""
