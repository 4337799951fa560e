"""Exports of press archives, made into rows."""
