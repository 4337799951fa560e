"""Stories: which articles, of any outlets, are about one event."""

import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import finish
from discourse.counting.shards import corpus_only
from discourse.errors import counted
from discourse.lexicon import Lexicon

COLUMNS = ("id", "source", "date", "story", "similarity")


def stories(corpus: Corpus, *, days: int = 3, lexicon: Lexicon | None = None) -> pd.DataFrame:
    """List the story of each article: articles of one story are about one event, in whatever outlets.

    Parameters
    ----------
    corpus : Corpus
        Stories are looked for in the corpus as it was read; of a selection, its articles are listed.
    days : int
        How many days apart two articles may be that are compared.
    lexicon : Lexicon, optional
        The words of its patterns do not count in matching, so that how an outlet names what it tells does
        not decide with whom it is compared.

    Returns
    -------
    DataFrame
        One row an article, the articles of a story one after the other, stories and articles by date, then
        by id: ``id``, ``source``, ``date``, ``story`` (the id of its first article), ``similarity`` (how
        alike it and each other article of the story are on average: the cosine of their words, less by up
        to a quarter if they are days apart, copies of one text counted once; 1 if all are copies of one,
        missing for an article alone).

    Raises
    ------
    DiscourseError
        If the documents have a column ``story``, or `days` is no whole number from 0.

    See Also
    --------
    discourse.Corpus.with_stories : the same as a column of the corpus.
    discourse.copies.events.find_events : what is one story, and how it is found.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> texts = ["Quake hits Izmir", "Senate votes on budget", "Strong quake shakes Izmir", "A day at sea"]
    >>> table = pd.DataFrame({"source": ["A", "A", "B", "B"], "date": ["2020-10-30"] * 4, "text": texts})
    >>> dc.stories(dc.read(table))[["id", "source", "story"]].values.tolist()
    [['1', 'A', '1'], ['3', 'B', '1'], ['2', 'A', '2'], ['4', 'B', '4']]
    """
    told = corpus_only(corpus).with_stories(lexicon, days=days)
    table = told.metadata[["id", "source", "date", "story"]].assign(similarity=told.similarity)
    table = table.sort_values(["date", "id"], kind="stable")
    first = table.groupby("story", sort=False).ngroup()  # stories in the order of their first articles
    table = table.iloc[first.argsort(kind="stable")].reset_index(drop=True)
    return finish(table, "stories", corpus, lexicon, days=days)


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    told = table.groupby("story", sort=False).agg(articles=("id", "size"), sources=("source", "nunique"))
    several, across = told[told["articles"] > 1], int((told["sources"] > 1).sum())
    undated = int(table["date"].isna().sum())
    has = "has" if undated == 1 else "have"
    without = (
        f" {counted(undated, 'article')} {has} no date: without one, only copies are of one story."
        if undated
        else ""
    )
    if several.empty:
        return f"No two of {counted(len(table), 'article')} are about one event.{without}"
    all_, some = (counted(len(each), "story", "stories") for each in (told, several))
    return (
        f"{counted(len(table), 'article')} in {all_}. In {some} there are several articles, "
        f"{several['articles'].sum():,} in all, and in {across:,} several sources. The "
        f"largest has {several['articles'].max():,} articles.{without}"
    )
