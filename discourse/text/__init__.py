"""Characters to token ids: the word, the index."""
