"""Compare how different outlets name the same thing, and how that changes.

The public names are here; see the README for the way through them.
"""

from typing import TYPE_CHECKING, Any

from discourse.analysis.distances import distances
from discourse.analysis.frames import frame_counts, label_shares, trends
from discourse.analysis.in_words import in_words
from discourse.analysis.keyness import keyness
from discourse.analysis.lines import concordance, dispersion
from discourse.analysis.overview import overview
from discourse.analysis.sentences import caveat, narrate
from discourse.analysis.terms import term_frequencies, top
from discourse.corpus import Corpus, read
from discourse.errors import CorpusError, DiscourseError, LexiconError
from discourse.lexicon import Concept, Label, Lexicon
from discourse.text.function_words import ENGLISH_FUNCTION_WORDS
from discourse.version import __version__

if TYPE_CHECKING:
    from discourse import plots as plot
    from discourse.plots.save import save_figure

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
    "concordance",
    "dispersion",
    "distances",
    "frame_counts",
    "in_words",
    "keyness",
    "label_shares",
    "narrate",
    "overview",
    "plot",
    "read",
    "save_figure",
    "term_frequencies",
    "top",
    "trends",
]


def __getattr__(name: str) -> Any:
    # matplotlib and seaborn take longer to import than all the rest: they wait until something is drawn.
    if name == "plot":
        from discourse import plots

        return plots
    if name == "save_figure":
        from discourse.plots.save import save_figure

        return save_figure
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
