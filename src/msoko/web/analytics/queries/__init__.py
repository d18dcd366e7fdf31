"""What pages read: values that a person may see, and what is made of them. Nothing is written here."""
