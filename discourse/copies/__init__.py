"""Families of copies of one story."""
