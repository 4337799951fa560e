"""Compare how different outlets name the same thing, and how that changes.

The public names are here; see the README for the way through them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from discourse.jobs import uncollected
from discourse.version import __version__

if TYPE_CHECKING:
    from discourse import datasets, measures
    from discourse.analysis.change_points import change_points
    from discourse.analysis.codes_needed import codes_needed
    from discourse.analysis.collocates import collocates
    from discourse.analysis.concordance import concordance
    from discourse.analysis.contrast import contrast
    from discourse.analysis.dispersion import dispersion
    from discourse.analysis.distances import distances
    from discourse.analysis.divides import divides
    from discourse.analysis.duplicates import duplicates
    from discourse.analysis.framing import framing
    from discourse.analysis.furniture import furniture
    from discourse.analysis.in_words import in_words
    from discourse.analysis.keyness import keyness
    from discourse.analysis.neighbours import neighbours
    from discourse.analysis.overview import overview
    from discourse.analysis.quotations import quotations
    from discourse.analysis.save_table import save_table
    from discourse.analysis.sensitivity import sensitivity
    from discourse.analysis.sentences import caveat, narrate
    from discourse.analysis.shift import shift
    from discourse.analysis.standardize import standardize
    from discourse.analysis.stories import stories
    from discourse.analysis.term_frequencies import term_frequencies
    from discourse.analysis.top import top
    from discourse.analysis.trend_model import trend_model
    from discourse.analysis.validate import validate, validation_sample
    from discourse.analysis.voices import voices
    from discourse.corpus import Corpus
    from discourse.errors import CorpusError, DiscourseError, LexiconError
    from discourse.lexicon import Concept, Label, Lexicon
    from discourse.plots import plot
    from discourse.plots.save import save
    from discourse.reading.inspection import inspect
    from discourse.reading.reading import index, open, read  # noqa: A004
    from discourse.reading.study import study
    from discourse.text.function_words import ENGLISH_FUNCTION_WORDS

__all__ = [
    "ENGLISH_FUNCTION_WORDS",
    "Concept",
    "Corpus",
    "CorpusError",
    "DiscourseError",
    "Label",
    "Lexicon",
    "LexiconError",
    "__version__",
    "caveat",
    "change_points",
    "codes_needed",
    "collocates",
    "concordance",
    "contrast",
    "datasets",
    "dispersion",
    "distances",
    "divides",
    "duplicates",
    "framing",
    "furniture",
    "in_words",
    "index",
    "inspect",
    "keyness",
    "measures",
    "narrate",
    "neighbours",
    "open",
    "overview",
    "plot",
    "quotations",
    "read",
    "save",
    "save_table",
    "sensitivity",
    "shift",
    "side_by_side",
    "standardize",
    "stories",
    "study",
    "term_frequencies",
    "top",
    "trend_model",
    "validate",
    "validation_sample",
    "voices",
]

# pandas, SciPy and matplotlib take a second to import: each name brings what it needs when it is first used.
_HOMES = {
    "analysis.change_points": ("change_points",),
    "analysis.codes_needed": ("codes_needed",),
    "analysis.collocates": ("collocates",),
    "analysis.contrast": ("contrast",),
    "analysis.distances": ("distances",),
    "analysis.divides": ("divides",),
    "analysis.duplicates": ("duplicates",),
    "analysis.framing": ("framing",),
    "analysis.furniture": ("furniture",),
    "analysis.in_words": ("in_words",),
    "analysis.keyness": ("keyness",),
    "analysis.neighbours": ("neighbours",),
    "analysis.concordance": ("concordance",),
    "analysis.dispersion": ("dispersion",),
    "analysis.overview": ("overview",),
    "analysis.quotations": ("quotations",),
    "analysis.save_table": ("save_table",),
    "analysis.sensitivity": ("sensitivity",),
    "analysis.sentences": ("caveat", "narrate"),
    "analysis.shift": ("shift",),
    "analysis.side_by_side": ("side_by_side",),
    "analysis.standardize": ("standardize",),
    "analysis.stories": ("stories",),
    "analysis.term_frequencies": ("term_frequencies",),
    "analysis.top": ("top",),
    "analysis.trend_model": ("trend_model",),
    "analysis.validate": ("validate", "validation_sample"),
    "analysis.voices": ("voices",),
    "corpus": ("Corpus",),
    "errors": ("CorpusError", "DiscourseError", "LexiconError"),
    "lexicon": ("Concept", "Label", "Lexicon"),
    "plots": ("plot",),
    "plots.save": ("save",),
    "reading.inspection": ("inspect",),
    "reading.reading": ("index", "open", "read"),
    "reading.study": ("study",),
    "text.function_words": ("ENGLISH_FUNCTION_WORDS",),
}
_ROOMS = {"datasets": "discourse.datasets", "measures": "discourse.measures"}
_HOME = {name: f"discourse.{module}" for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS and name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with uncollected():
        value: Any = import_module(_ROOMS.get(name) or _HOME[name])
    if name in _HOME:
        value = getattr(value, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
