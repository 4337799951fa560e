"""A question each: a corpus (and a lexicon) in, a tidy table out."""
