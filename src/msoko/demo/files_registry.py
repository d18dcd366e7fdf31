"""The registry workbook of the demonstration: who there is, what they were called, where they belong."""
