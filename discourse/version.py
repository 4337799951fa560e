"""The version, on the ground floor: every table carries it."""

__version__ = "0.1.0"
