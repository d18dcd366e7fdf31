"""МСОКО: a municipal system that assesses the quality of education. The map is in README.md."""

__version__ = "0.1.0"
