"""From files to a corpus: read, index, open, inspect."""
