"""Example packs on real data. Each folder is a pack with prepare.py: what was published → files to be received."""
