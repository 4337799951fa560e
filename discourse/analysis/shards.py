"""A corpus may be many shards: each is counted by itself, where joblib says; results come in order."""

from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec, TypeVar

from discourse.corpus import Corpus

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
    shards = corpus.shards
    if len(shards) == 1:
        yield work(shards[0], *args, **kwargs)
        return
    from joblib import Parallel, delayed

    yield from Parallel(return_as="generator")(delayed(work)(shard, *args, **kwargs) for shard in shards)
