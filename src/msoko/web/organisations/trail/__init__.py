"""Reading the audit trail: by who may, within reach; everybody their own part."""
