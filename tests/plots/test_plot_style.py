"""What holds for every plot: refusals, foreign text, the user's settings, repeatability."""

import io
import subprocess
import sys
import unicodedata

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Text
from seen import is_clipped, texts
from small_tables import apart, corpus, frames, hits, keywords, over_time, terms

from discourse.errors import DiscourseError
from discourse.plots import FIGURES, plot
from discourse.plots.sheet.text import shorten

STRANGE = [
    "$x^2$ and $",
    "under_score {b} \\frac 100%",
    "two\nlines\tand a tab",
    "صحيفة الشرق الأوسط",
    "a" * 500,
    "$unclosed",
]


def tables(names=("Herald", "Post")):
    """Return a table for each plot, with these names as groups, terms and labels."""
    return {
        "overview": corpus([(name, 2015, 1, 640) for name in names]),
        "term_frequencies": terms({name: dict.fromkeys(names, 2) for name in names}),
        "label_counts": frames({name: dict.fromkeys(names, 2) for name in names}),
        "choice": frames({name: dict.fromkeys(names, 2) for name in names}),
        "over_time": over_time({name: {2015: 2, 2016: 3} for name in names}),
        "keyness": keywords([(name, other, 2, 1, 1.5, 0.1) for name in names for other in names]),
        "forest": frames({name: {"label": 2} for name in names}, concept=names[0]),
        "volcano": keywords([("Herald", name, 2, 1, i - 2.5, 0.01) for i, name in enumerate(names)]),
        "distances": apart(names),
        "dispersion": hits([(name, name, "2016-01-01", name, 0.5) for name in names]),
    }


PLOTS = sorted(tables())
ANALYSES = {
    **dict.fromkeys(("choice", "forest", "label_counts", "over_time"), "framing"),
    "volcano": "keyness",
}  # where the name is not that of the plot


@pytest.mark.parametrize("name", PLOTS)
def test_foreign_text_is_shown_as_it_is_written_and_the_table_stays(name):
    table = tables(STRANGE)[name]
    before = table.copy()
    ax = getattr(plot, name)(table)
    pd.testing.assert_frame_equal(table, before)
    ax.get_figure().canvas.draw()
    shown = " ".join(" ".join(texts(ax)).split())
    assert "$x^2$" in shown
    assert "$unclosed" in shown
    assert not any(text.get_parse_math() for text in ax.get_figure().findobj(Text))
    assert not any(unicodedata.category(char) == "Cc" for text in texts(ax) for char in text if char != "\n")
    assert "a" * 60 not in shown
    assert not is_clipped(ax)


@pytest.mark.parametrize("name", PLOTS)
def test_foreign_text_on_a_users_axes_is_no_mathematics_either(name):
    _, ax = plt.subplots()
    getattr(plot, name)(tables(STRANGE)[name], ax=ax)
    ax.get_figure().canvas.draw()
    assert not any(text.get_parse_math() for text in ax.findobj(Text))


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("name", PLOTS)
def test_characters_without_a_font_are_no_exception(name):
    getattr(plot, name)(tables(["人民日报 海外版"])[name]).get_figure().canvas.draw()


@pytest.mark.parametrize("name", PLOTS)
def test_a_missing_column_is_named(name):
    table = tables()[name]
    last = {"dispersion": "relative", "keyness": "q", "volcano": "q", "overview": "tokens"}.get(
        name, table.columns[-1]
    )
    if name in ("term_frequencies", "label_counts", "choice", "over_time", "forest"):
        last = "documents_total"
    analysis = ANALYSES.get(name, name)
    with pytest.raises(DiscourseError) as error:
        getattr(plot, name)(table.drop(columns=last))
    assert (
        str(error.value)
        == f"plot.{name} needs the columns that dc.{analysis} returns; this table lacks {last}."
    )


@pytest.mark.parametrize("name", PLOTS)
def test_a_table_without_rows_is_refused(name):
    with pytest.raises(DiscourseError) as error:
        getattr(plot, name)(tables()[name].iloc[:0])
    assert str(error.value) == f"plot.{name} was given a table without rows, so there is nothing to draw."


@pytest.mark.parametrize("name", PLOTS)
def test_something_else_than_a_table_is_refused(name):
    with pytest.raises(
        DiscourseError,
        match=rf"^plot\.{name} draws a DataFrame as dc\.{ANALYSES.get(name, name)} returns it, not list",
    ):
        getattr(plot, name)([])


@pytest.mark.parametrize("name", PLOTS)
def test_settings_other_than_letters_neither_matter_nor_change(name):
    def drawn() -> bytes:
        file = io.BytesIO()
        figure = getattr(plot, name)(tables()[name]).get_figure()
        with mpl.rc_context(mpl.rcParamsDefault):
            figure.savefig(file, format="raw")
        return file.getvalue()

    plain = drawn()
    with mpl.rc_context(
        {"axes.labelsize": 20, "axes.facecolor": "pink", "figure.autolayout": True, "lines.linewidth": 9}
    ):
        before = dict(mpl.rcParams)
        assert drawn() == plain
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", PLOTS)
def test_print_is_large_enough(name):
    ax = getattr(plot, name)(tables([f"outlet number {i}" for i in range(12)])[name])
    figure = ax.get_figure()
    shrunk = min(1.0, 1000 / (figure.get_size_inches()[0] * 100))
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    assert min(sizes) * shrunk >= 7
    assert figure.get_size_inches()[0] <= 11.5


def test_shorten_keeps_short_text_and_cuts_long(monkeypatch):
    monkeypatch.setattr(
        "discourse.plots.sheet.text.has_glyph", lambda char: True
    )  # whatever fonts are installed here
    assert shorten("Herald") == "Herald"
    assert shorten("a\n b\u202e\x00c") == "a b c"
    assert shorten("The Daily Herald of Somewhere", 10) == "The Da…ere"
    assert shorten("人民日报海外版", 8) == "人民…版"
    assert shorten("") == "(empty)"
    assert len(shorten("x" * 10_000)) == 40


HEAT_MAPS = {"speakers", "overview", "label_counts", "distances"}


def test_seaborn_is_imported_by_what_draws_heat_maps_and_by_nothing_else():
    """The first figure of a table would wait for it, and for SciPy's statistics, which it brings."""
    code = (
        "import sys\nfrom importlib import import_module\n"
        f"for name in {sorted(set(FIGURES) - HEAT_MAPS)}: import_module(f'discourse.plots.{{name}}')\n"
        "import discourse as dc\n"
        "table = dc.framing(dc.read('seeds'), dc.Lexicon.read('syria'))\n"
        "dc.plot(table[table['concept'] == 'displaced'])\n"
        "heavy = ('seaborn', 'scipy.stats', 'statsmodels', 'IPython')\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "dc.plot(table)\n"
        "print('seaborn' in sys.modules)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split("\n")[:2] == ["[]", "True"]
