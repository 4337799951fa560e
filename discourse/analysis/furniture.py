"""Furniture: what an outlet puts into many of its articles, and nobody wrote for this one."""

from collections.abc import Sequence
from textwrap import shorten

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.copies.runs import Run, find_runs, places_of
from discourse.corpus import Corpus
from discourse.counting.contexts import contexts
from discourse.counting.groups import By, columns_of, finish, group, group_names, share
from discourse.counting.shards import corpus_only, with_its_own
from discourse.errors import DiscourseError, counted
from discourse.lexicon import Lexicon
from discourse.lexicon.match import find, resolve
from discourse.text.index import build_index

COLUMNS = (
    "term",
    "words",
    "count",
    "documents",
    "documents_total",
    "document_share",
    "families",
    "documents_elsewhere",
    "word_count",
    "tokens",
    "word_share",
    "place",
    "labels",
    "id",
    "example",
)
_EXAMPLE = 300  # characters
_EDGE = 0.1  # of the other words of an article stand before, or after, what stands at its start, or end
_PLACES = ("start", "middle", "end")
_MOST_NAMED = 3
_Rows = npt.NDArray[np.int64]


def furniture(
    corpus: Corpus, *, by: By = "source", least: int = 5, lexicon: Lexicon | None = None
) -> pd.DataFrame:
    """List the runs of words that stand in many articles of one outlet and hardly elsewhere.

    Such as copyright lines, newsletter boxes and boxes of links, which are not the words of the article and
    come out as keywords. Look before they are dropped: what a law or an editor wants beside a name, as
    "outlawed in Russia" after every *Daesh*, is furniture, and a finding.

    Parameters
    ----------
    corpus : Corpus
    by : str, sequence of str or None
        Metadata columns that make the groups; None for one group of all documents.
    least : int
        How many articles of a group must have a run, copies of a story counted once (see Notes).
    lexicon : Lexicon, optional
        Whose labels are looked for in the runs: dropping these would change what is counted.

    Returns
    -------
    DataFrame
        One row a run, by group, that with the most words in all first: the columns of `by`, ``term`` (the
        words as they are counted), ``words`` (how many), ``count`` (how often it stands in the group),
        ``documents``, ``documents_total`` and ``document_share`` (articles of the group), ``families`` (these
        articles, copies of a story counted once), ``documents_elsewhere`` (articles of other groups),
        ``word_count`` (words in all), ``tokens`` and ``word_share`` (of the words of the group), ``place``
        (where it mostly stands: start, middle, end), ``labels`` (of the lexicon, in the run; missing without
        one), ``id`` and ``example`` (the first article that has it, and how it stands there). Where one run
        is part of another, the longer one counts.

    Raises
    ------
    DiscourseError
        If there is no such column, or `least` is no whole number of 2 or more.

    See Also
    --------
    discourse.Corpus.without : takes runs of this table out of the texts.

    Notes
    -----
    A run of 12 words or more is listed if five articles of the group (`least`), and one in 200, have it; of 8
    to 11 words, if ten and one in 100 do; of 4 to 7, if 25 and one in 20 do. For ten articles of the group,
    one of the others may have it, or for twenty if it has fewer than 8 words. An article of which the run is
    more than half does not count. What always stands before a run, or after it, is taken for a part of it.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> stories = [" ".join(f"{day}{n}" for n in range(30)) for day in "abcdefghij"]
    >>> texts = [f"{story}. Get all of our stories in your inbox." for story in stories]
    >>> table = dc.furniture(dc.read(pd.DataFrame({"source": "Post", "text": texts})))
    >>> table[["term", "documents", "document_share", "place"]].values.tolist()
    [['get all of our stories in your inbox', 10, 1.0, 'end']]
    """
    if not isinstance(least, int) or least < 2:
        raise DiscourseError(f"least= must be a whole number of articles, 2 or more, not {least!r}")
    groups = group(corpus_only(corpus), by)
    families = corpus.families
    runs = find_runs(corpus.shards, groups.codes, families, tokens=corpus.tokens, least=least)
    ends = np.cumsum([len(shard) for shard in corpus.shards])[:-1]
    own = [
        {"groups": of_group, "families": of_family}
        for of_group, of_family in zip(np.split(groups.codes, ends), np.split(families, ends), strict=True)
    ]
    of_shards = with_its_own(corpus, _of_shard, own, (runs,), {})
    placed, documents, of_families, elsewhere, first = zip(*of_shards, strict=True)
    owner = np.array([run.group for run in runs], dtype=np.int64)
    table = groups.keys.iloc[owner].reset_index(drop=True)
    table["term"] = pd.Series([" ".join(run.words) for run in runs], dtype="str")
    table["words"] = np.array([len(run.words) for run in runs], dtype=np.int64)
    places = np.sum(placed, axis=0)
    table["count"] = places.sum(axis=1)
    table["documents"] = np.sum(documents, axis=0)
    table["documents_total"] = groups.documents[owner]
    table["document_share"] = share(table["documents"], table["documents_total"])
    of_runs = np.unique(np.concatenate(of_families), axis=0)[:, 0]
    table["families"] = np.bincount(of_runs, minlength=len(runs))
    table["documents_elsewhere"] = np.sum(elsewhere, axis=0)
    table["word_count"] = table["count"] * table["words"]
    table["tokens"] = groups.tokens[owner]
    table["word_share"] = share(table["word_count"], table["tokens"])
    table["place"] = pd.Series([_PLACES[number] for number in places.argmax(axis=1)], dtype="str")
    firsts = [next(each[number] for each in first if number in each) for number in range(len(runs))]
    written = [example for _, example in firsts]
    table["labels"] = pd.Series(_labels(written, lexicon, corpus), dtype="str")
    table["id"] = pd.Series([document for document, _ in firsts], dtype="str")
    table["example"] = pd.Series(
        [shorten(example, _EXAMPLE, placeholder=" …") for example in written], dtype="str"
    )
    order = np.lexsort((table["term"], -table["word_count"], owner))
    table = table.iloc[order].reset_index(drop=True)
    return finish(table, "furniture", corpus, lexicon, by=by, least=least)


def _of_shard(
    corpus: Corpus, runs: Sequence[Run], groups: _Rows, families: _Rows
) -> tuple[_Rows, _Rows, _Rows, _Rows, dict[int, tuple[str, str]]]:
    """Return what a shard has of each run.

    How often it stands at the start, in the middle and at the end; in how many documents; its pairs with
    families; documents of other groups; and the id and the words of the first document that has it.
    """
    document, start, run, elsewhere = places_of(runs, corpus.index, groups)
    size = np.array([len(run.words) for run in runs], dtype=np.int64)[run]
    before, rest = start, corpus.index.lengths[document] - size
    place = np.where(before <= _EDGE * rest, 0, np.where(rest - before <= _EDGE * rest, 2, 1))
    places = np.zeros((len(runs), len(_PLACES)), dtype=np.int64)
    np.add.at(places, (run, place), 1)
    pairs = np.unique(np.stack([run, document], axis=1), axis=0)
    at = np.sort(np.unique(run, return_index=True)[1])
    lines = contexts(corpus, document[at], start[at], size[at], 0)
    ids = corpus.metadata["id"].iloc[document[at]]
    first = {number: (name, line[1]) for number, name, line in zip(run[at].tolist(), ids, lines, strict=True)}
    documents = np.bincount(pairs[:, 0], minlength=len(runs))
    of_families = np.unique(np.stack([run, families[document]], axis=1), axis=0)
    return places, documents, of_families, elsewhere, first


def _labels(written: Sequence[str], lexicon: Lexicon | None, corpus: Corpus) -> list[str | None]:
    """Name the labels of a lexicon in each run; None without one."""
    if lexicon is None:
        return [None] * len(written)
    index = build_index(written, corpus.shards[0].index.tokenizer)
    found = resolve(find(lexicon.queries(), index))
    names: list[dict[str, None]] = [{} for _ in written]
    labels = [query.label for query in lexicon.queries()]
    for document, query in zip(index.document_of(found.start).tolist(), found.query.tolist(), strict=True):
        names[document][labels[query]] = None
    return ["; ".join(each) for each in names]


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    if table.empty:
        return "No run of words stands in many articles of one group and hardly elsewhere."
    columns = columns_of(table.attrs["options"]["by"])
    sums = table.assign(group=group_names(table[columns])).groupby("group", sort=False)
    sizes = sums.agg({"word_count": "sum", "tokens": "first"})
    shares = (sizes["word_count"] / sizes["tokens"]).sort_values(ascending=False, kind="stable")
    most = ", ".join(f"{name} {value:.1%}" for name, value in shares.head(_MOST_NAMED).items())
    labels = int((table["labels"].fillna("") != "").sum())
    about = f" In {counted(labels, 'run')} there are labels of the lexicon." if labels else ""
    return (
        f"{counted(len(table), 'run')} that many articles of one group have and hardly any others, with "
        f"{counted(int(table['word_count'].sum()), 'word')} in all, in {counted(len(shares), 'group')}. Of "
        f"the words of a group that is most in {most}.{about}"
    )
