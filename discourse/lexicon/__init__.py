"""What is looked for: concepts, their labels, the patterns that find them."""

from discourse.lexicon.lexicon import Concept, Label, Lexicon

__all__ = ["Concept", "Label", "Lexicon"]
