"""Yearly facts about the conditions an organisation works in: the social passport and what clusters are made by."""
