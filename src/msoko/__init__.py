"""МСОКО: a municipal system that assesses the quality of education. Library and command line; the map is in README.md."""

__version__ = "0.1.0"
