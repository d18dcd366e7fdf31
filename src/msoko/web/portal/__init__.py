"""What a visitor sees who has not signed in."""
