"""Random formulas on random facts: all engines agree."""
