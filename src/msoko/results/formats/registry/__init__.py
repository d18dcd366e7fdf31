"""The registry of organisations as a workbook: who there was, its names, its places, who followed whom."""
