"""A table for every figure, of one small corpus whose outlets, labels and concepts are called as asked."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

import discourse as dc

Drawn = tuple[str, pd.DataFrame, dict[str, Any]]  # a figure, its table, its options

WORDS = {"camp": ("rebels", "terrorists", "fighters"), "flight": ("refugees", "migrants")}
YEARS = (2013, 2014, 2015, 2016, 2017)


def corpus(names: Sequence[str]) -> dc.Corpus:
    """Return articles of all years, in which each outlet has other habits, with two speakers."""
    rows = []
    for number, name in enumerate(names):
        for year in YEARS:
            for month in (2, 5, 9) if len(names) < 10 else (3, 7):
                camp, flight = WORDS.values()
                mine = camp[(number + year * month + (year > 2015)) % 3], flight[(number + month + year) % 2]
                other = camp[(number + month) % 3]
                text = (
                    f"The {mine[0]} met {mine[1]} near the port in spring {month}. "
                    f"The {camp[number % 3]} left. “The {other} lost, and {mine[1]} came,” said Jane Roe. "
                    f"Mayor John Doe said the {mine[0]} had gone. Report {number} of {year}, part {month}."
                )
                rows.append((name, f"{year}-{month:02}-11", text, f"{year}-{month}"))
    columns = ["source", "date", "text", "γεγονός"]
    return dc.read(pd.DataFrame(rows, columns=columns), clean=False, language="en")


def every_table(names: Sequence[str], labels: Sequence[str], concepts: Sequence[str]) -> dict[str, Drawn]:
    """Return a table for each figure; five labels are called as asked, and two concepts."""
    called = iter(labels)
    entries = {
        concept: {"labels": {next(called): [f"{word[:-1]}*"] for word in words}}
        for concept, words in zip(concepts, WORDS.values(), strict=True)
    }
    articles, lexicon = corpus(names), dc.Lexicon.from_dict(entries)
    first, label, many = concepts[0], labels[0], len(names) > 10
    of = {"label": label, "concept": first}
    shares, years = dc.framing(articles, lexicon), dc.framing(articles, lexicon, every="year")
    camp = shares[shares["concept"] == first]
    words = dc.keyness(articles)
    frequent = dc.term_frequencies(articles, stop_words=dc.ENGLISH_FUNCTION_WORDS)
    near = dc.collocates(articles, "rebel*")
    spoken, by_speaker = dc.voices(articles, lexicon), dc.voices(articles, lexicon, by="speaker")
    spoken = spoken[spoken["concept"] == first]
    hits = dc.dispersion(articles, lexicon)
    sides = {"target": names[0], "reference": names[1]}
    made: dict[str, Drawn] = {
        "overview": ("overview", dc.overview(articles), {}),
        "label_counts": ("label_counts", shares, {}),
        "choice": ("choice", camp, {}),
        "contrast": ("contrast", dc.contrast(camp, **sides), {}),
        "contrast in events": (
            "contrast",
            dc.contrast(articles, lexicon, **sides, within="γεγονός").query("concept == @first"),
            {},
        ),
        "forest": ("forest", camp, {"label": label}),
        "over_time": ("over_time", years[years["concept"] == first], {}),
        "over_time of one": ("over_time", years[years["label"] == label], {}),
        "label_map": ("label_map", shares, {"x": label, "y": labels[3]}),
        "divides": ("divides", dc.divides(articles, lexicon), {}),
        "keyness": ("keyness", dc.top(words, n=5, within="target", rank_by="g2"), {}),
        "volcano": ("volcano", words[words["target"] == names[0]], {}),
        "term_frequencies": ("term_frequencies", dc.top(frequent, n=5, within="source", rank_by="rate"), {}),
        "collocates": ("collocates", dc.top(near, n=5, rank_by=None), {}),
        "distances": ("distances", dc.distances(articles), {}),
        "dispersion": ("dispersion", hits[hits["concept"] == first], {}),
        "voices": ("voices", spoken[spoken["label"] == label] if many else spoken, {}),
        "speakers": ("speakers", by_speaker[by_speaker["concept"] == first], {}),
        "sensitivity": ("sensitivity", dc.sensitivity(articles, lexicon, **of, **sides), {}),
        "shift": ("shift", dc.shift(articles, lexicon, **of, before=2014, after=2016), {}),
        "shift within stories": (
            "shift",
            dc.shift(
                articles, lexicon, **{**of, "by": "source"}, before=names[0], after=names[1], within="γεγονός"
            ),
            {},
        ),
        "standardize": ("standardize", dc.standardize(articles, lexicon, **of), {}),
        "trend_model": ("trend_model", dc.trend_model(articles, lexicon, **of, unit="document"), {}),
        "change_points": ("change_points", dc.change_points(articles, lexicon, **of, unit="document"), {}),
    }
    return made
