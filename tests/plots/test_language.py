"""The words and numbers of figures in another language."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from every_table import every_table
from seen import texts, title
from small_tables import frames, terms

import discourse.plots
from discourse.errors import DiscourseError
from discourse.plots import plot

PLOTS = Path(discourse.plots.__file__).parent
GERMAN = tomllib.loads((PLOTS / "sheet" / "languages" / "de.toml").read_text(encoding="utf-8"))["phrases"]
NAMES = ("Ανατολή", "Δύση")
# Signs and words of statistics that are the same everywhere, and how dates are written.
SAME = r"\b(rebel|n|p|q|G²|ΔP|PMI|logDice|t|Q\d|Jane Roe|John Doe)\b"


def said() -> set[str]:
    """Return the phrases that figures fill: what the code says with `say`, and what it counts."""
    found = set()
    for file in PLOTS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            words = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if getattr(node.func, "id", "") == "say":
                found |= phrases_of(node.args[0])
            if getattr(node.func, "id", "") == "counted" and isinstance(node.args[1], ast.Constant):
                noun, before = (*words, "")[:2]
                found |= {f"{before}{{n:,}} {noun}", f"{before}{{n:,}} {noun}s"}
    return found


def phrases_of(said: ast.expr) -> set[str]:
    """Return a phrase, or those between which the code chooses."""
    if isinstance(said, ast.IfExp):
        return phrases_of(said.body) | phrases_of(said.orelse)
    return {str(said.value)} if isinstance(said, ast.Constant) else set()


@pytest.fixture(scope="module")
def drawn_from() -> dict[str, tuple[str, pd.DataFrame, dict[str, object]]]:
    return every_table(NAMES, ["ομάδα", "φίλοι", "άλλοι", "ξένοι", "νέοι"], ["πόλεμος", "φυγή"])


def data_of(table: pd.DataFrame) -> list[str]:
    """Return the texts that stand in a table, the longest first: they are nobody's phrases."""
    columns = [column for column in table.columns if not pd.api.types.is_numeric_dtype(table[column])]
    fixed = set(GERMAN)
    values = {str(value) for column in columns for value in table[column].unique()} - fixed
    return sorted(values, key=len, reverse=True)


def test_every_phrase_of_a_figure_is_in_the_german_table() -> None:
    phrases = said()
    assert len(phrases) > 100
    assert phrases - set(GERMAN) == set()


def test_a_phrase_has_the_blanks_of_the_english_one() -> None:
    for english, german in GERMAN.items():
        blanks = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, german)]
        assert blanks[0] == blanks[1], english


def test_no_figure_says_a_word_that_is_not_in_the_table(drawn_from, tmp_path) -> None:
    """Every phrase loses its letters: what is left on a figure came from its data, or was forgotten."""
    lines = []
    for english in GERMAN:
        parts = Formatter().parse(english)
        kept = "".join(
            re.sub(r"[^\W\d_]", "", text) + (f"{{{name}:{form}}}" if name is not None else "")
            for text, name, form, _ in parts
        )
        lines.append(f"{toml(english)} = {toml(chr(182) + kept)}")  # never empty
    (tmp_path / "mute.toml").write_text("[phrases]\n" + "\n".join(lines), encoding="utf-8")
    left = {}
    for name, (figure, table, options) in drawn_from.items():
        ax = getattr(plot, figure)(table, language=tmp_path / "mute.toml", **options)
        ax.figure.draw_without_rendering()
        for text in texts(ax):
            for value in data_of(table):
                text = text.replace(value, " ")
            found = re.findall(r"[A-Za-z]{2,}", re.sub(SAME, " ", text))
            if found:
                left[name, text] = found
        plt.close(ax.figure)
    assert left == {}


def toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_numbers_are_german_and_names_stay() -> None:
    table = terms({"Herald 1.5": {"war": 1234}})
    ax = plot.term_frequencies(table, language="de")
    assert any("1.234" in text for text in texts(ax))
    assert any("Herald 1.5" in text for text in texts(ax))
    assert title(ax) == "Häufigkeiten nach Quelle: Wörter"
    assert "100 %" in [
        text.get_text() for text in plot.forest(frames(), label="rebels", language="de").get_xticklabels()
    ]


def test_plain_ticks_have_a_decimal_comma(drawn_from) -> None:
    figure, table, options = drawn_from["divides"]
    ax = getattr(plot, figure)(table, language="de", **options)
    ax.figure.draw_without_rendering()
    assert [label.get_text() for label in ax.get_xticklabels()][1] == "0,2"


def test_the_next_figure_is_english_again_and_a_german_one_stays_german() -> None:
    german = plot.choice(frames(), language="de")
    assert title(plot.choice(frames())) == "Choice of label: opponents"
    german.figure.draw_without_rendering()
    assert title(german) == "Wahl der Bezeichnung: opponents"


def test_a_table_of_ones_own_replaces_some_phrases(tmp_path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('[phrases]\n"Choice of label: {concept}" = "Names for {concept}"\n', encoding="utf-8")
    ax = plot.choice(frames(), language=own)
    assert title(ax) == "Names for opponents"
    assert any("share of the row's mentions" in text for text in texts(ax))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ('[phrases]\n"Choice of label: {concept}" = "For {who}"\n', "has other blanks: 'For {who}'"),
        ("[phrases\n", "not a table of phrases"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path, words, refusal) -> None:
    (tmp_path / "mine.toml").write_text(words, encoding="utf-8")
    with pytest.raises(DiscourseError, match=refusal):
        plot.choice(frames(), language=tmp_path / "mine.toml")


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        DiscourseError, match=r"language= is one of en, de, or a \.toml file of phrases, not 'fr'"
    ):
        plot.choice(frames(), language="fr")
