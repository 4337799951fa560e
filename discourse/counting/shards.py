"""A corpus may be many shards: each is counted by itself, where joblib says; results come in order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.jobs import run
from discourse.progress import tqdm
from discourse.voice.codes import ALL, Voice

_KEPT = 8  # shards: what was read of more is let go when each is done, for together it may not fit

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def over_shards(
    corpus: Corpus,
    work: Callable[Concatenate[Corpus, _Given], _Result],
    *args: _Given.args,
    **kwargs: _Given.kwargs,
) -> Iterator[_Result]:
    """Do something with each shard of a corpus, in this process or where ``joblib.parallel_config`` says.

    Parameters
    ----------
    corpus : Corpus
    work : callable
        Takes a shard, and what else is given here; stands at the top of a module, so that another process
        can be told which it is.
    *args, **kwargs
        What else it takes.

    Yields
    ------
    object
        What `work` returned, a shard after the other.
    """
    yield from with_its_own(corpus, work, [{}] * len(corpus_only(corpus).shards), args, kwargs)


def corpus_only(corpus: object) -> Corpus:
    """Return what is a corpus.

    Raises
    ------
    DiscourseError
        If it is none, such as a table or a path.
    """
    if isinstance(corpus, Corpus):
        return corpus
    read = "dc.read(table)" if isinstance(corpus, pd.DataFrame) else "dc.read(…)"
    kind = type(corpus).__name__
    raise DiscourseError(f"a Corpus is needed, as {read} returns it, not {kind}")


def corpus_in(corpus: object, voice: Voice) -> Corpus:
    """Return the words of some voices of what is a corpus; with ``"all"``, of all those that it has.

    Raises
    ------
    DiscourseError
        If it is none, or there is no such voice.
    """
    return corpus_only(corpus) if voice == ALL else corpus_only(corpus).in_voice(voice)


def with_its_own(
    corpus: Corpus,
    work: Callable[..., _Result],
    own: Sequence[Mapping[str, Any]],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Iterator[_Result]:
    """Do something with each shard, as :func:`over_shards`; each is given some keywords of its own."""
    shards = corpus_only(corpus).shards
    calls = list(zip(shards, own, strict=True))
    if len(calls) == 1:
        yield _do(shards[0], True, work, args, {**kwargs, **own[0]})
        return
    keep = len(shards) <= _KEPT
    results = run(_do, ((shard, keep, work, args, {**kwargs, **mine}) for shard, mine in calls))
    yield from tqdm(results, desc="Counting", unit=" shards", total=len(shards), disable=keep or None)


def _do(
    shard: Corpus,
    keep: bool,
    work: Callable[..., _Result],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> _Result:
    try:
        return work(shard, *args, **kwargs)
    except DiscourseError:
        raise
    except (LookupError, ValueError):  # what a word out of place leads to
        shard.refuse_forged()
        raise
    finally:
        if keep:
            shard.rest()
        else:
            shard.release()


def one_table(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of the shards one below the other."""
    first, *more = tables
    return pd.concat([first, *more], ignore_index=True) if more else first
