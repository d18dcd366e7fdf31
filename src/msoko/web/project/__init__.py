"""Settings, addresses, security, the frame of every page: what belongs to no single area."""
