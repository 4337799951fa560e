"""The table of cues: by which words and phrases a language says that somebody speaks or thinks."""

import tomllib
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import NamedTuple

_TABLES = resources.files("discourse.voice")
CLASSES = (
    *("say", "telling", "manner", "object", "attitude", "attitude_to", "adjective", "prep", "noun"),
    *("noun_of", "document", "speech", "hearsay", "according"),
)


class Cues(NamedTuple):
    """The cues of a language.

    Attributes
    ----------
    classes : dict of str to frozenset of str
        The classes of each word, and of each phrase of two:

        - `say`: a clause or a quotation follows, or went before; `telling`: the same, but it means much else
          and needs *that*, a clause or marks; `manner`: only beside a quotation (*laughed*);
        - `object`: what is said of somebody follows (*accuse*); `prep`: a phrase that is like that;
        - `attitude` (*believe*), `attitude_to` with an infinitive (*plan*), `adjective` (*sure that*);
        - `noun` (*claim that*), `noun_of` (*fear of*), `document` (which speaks: *the report*), `speech`
          (what a short quotation may be called: *slogan*);
        - `hearsay` (*reportedly*); `according` (*according to*: who says it follows).
    begins : frozenset of str
        The words with which any cue begins.
    language : str
    pairs : dict of str to dict of str to int
        The classes of each phrase, as bits, by its first word and its second.
    stance : dict of str to str
        What a word says of the truth of what is said: `doubting` or `endorsing`; all others are neutral.
    lists : dict of str to frozenset of str
        In which of `words` each word is.
    words : dict of str to frozenset of str
        What the rules ask of other words: auxiliaries, prepositions, times …
    """

    classes: dict[str, frozenset[str]]
    begins: frozenset[str]
    language: str
    pairs: dict[str, dict[str, int]]
    stance: dict[str, str]
    lists: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]


@cache
def cues(language: str) -> Cues | None:
    """Read the table of a language; None where there is none, and only quotation marks can be read.

    Examples
    --------
    >>> sorted(cues("en").classes["accused"]), cues("en").stance["alleged"], cues("xx")
    (['object'], 'doubting', None)
    """
    path = _TABLES / f"{language or 'en'}.toml"
    if not path.is_file():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    classes, stance = dict[str, set[str]](), dict[str, str]()
    for row in table["cues"]:
        for word in filter(None, (each.strip() for each in row["words"].replace("\n", " ").split(","))):
            classes.setdefault(word, set()).add(row["class"])
            if row["stance"] != "neutral":
                stance[word] = row["stance"]
    words = {name: frozenset(listed.split()) for name, listed in table["words"].items()}
    begins = frozenset(word.split()[0] for word in classes) | words["as"]
    every = set().union(*words.values())
    lists = {word: frozenset(name for name in words if word in words[name]) for word in every}
    pairs = dict[str, dict[str, int]]()
    for phrase, found in classes.items():
        if " " in phrase:
            one, other = phrase.split()
            pairs.setdefault(one, {})[other] = sum(1 << CLASSES.index(name) for name in found)
    return Cues(
        {word: frozenset(found) for word, found in classes.items()},
        begins,
        language,
        pairs,
        stance,
        lists,
        words,
    )


@cache
def rules(language: str) -> str:
    """Return what tells voices found today from those found by other rules: a digest of rules and cues."""
    digest = sha256()
    for each in sorted(_TABLES.iterdir(), key=lambda file: file.name):
        if each.name.endswith(".py") or each.name == f"{language or 'en'}.toml":
            digest.update(each.read_bytes())
    return f"voices {digest.hexdigest()[:16]}"
