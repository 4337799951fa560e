"""What is looked for: concepts, their labels, the patterns that find them."""

from discourse.lexicon.concept import Concept, Label
from discourse.lexicon.lexicon import Lexicon

__all__ = ["Concept", "Label", "Lexicon"]
