"""The outside world to documents: folders, tables, cleaning."""
