"""Where a corpus is kept: in memory, or in a folder in open formats from which it is read as it is needed."""
