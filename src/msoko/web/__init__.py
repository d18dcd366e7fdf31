"""The web house: the only place where Django is imported. Each app has the name of its area below the wall."""
