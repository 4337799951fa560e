"""Addresses: what is no word of the language of a text: URLs, e-mail addresses, domains, @names."""

from functools import cache

import regex

# Without https:// or www. before it, a domain is known by its end: that of a country, in small letters (a
# point with no space after it, as in *armed.It*, makes none), or one of these.
_COUNTRIES = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt
    bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er
    es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht
    hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr
    ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng
    ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd
    se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv
    tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_GENERIC = """
    aero app biz blog club com coop edu gov info int live media mil mobi museum net news online org press shop
    site store tech top website xyz
"""
DOMAINS = frozenset({*_COUNTRIES.split(), *_GENERIC.split(), *_GENERIC.upper().split()})

CHARACTER = r"[[\p{L}\p{M}\p{Nd}]--[ʼ]]"  # of a word: ʼ is a letter for Unicode, and an apostrophe here
_LABEL = rf"(?:{CHARACTER}[{CHARACTER}_\-]*+\.(?={CHARACTER}))"  # of a domain, with its point
# What a URL may end with, but for letters and digits, and what may only stand inside it.
SOLID, SOFT = r"_~/\#@$\&+=%\-", r".,;:!?'()\[\]*\|"
_REST = rf"(?:[{SOFT}]*+[{CHARACTER}{SOLID}])++"

ADDRESS = rf"""(?<![{CHARACTER}._%+@\-])(?!\p{{M}})(?:
        {CHARACTER}[{CHARACTER}._%+\-]*+@{_LABEL}++{CHARACTER}++       # a@b.org
      | [A-Za-z][A-Za-z0-9]*+://{_REST}                                # https://b.org/c
      | (?: [wW][wW][wW]\.{_LABEL}*+{CHARACTER}++                      # www.b.org
          | {_LABEL}+\L<domains>(?![{CHARACTER}_@])                    # b.org, pic.twitter.com
        )(?:(?=/){_REST})?+                                            # and /c
      | @_*+{CHARACTER}[{CHARACTER}_]*+                                # @name
    )"""

_SIGNS = frozenset(".@:")  # each address has one


@cache
def _address() -> "regex.Pattern[str]":
    return regex.compile(ADDRESS, regex.VERBOSE | regex.VERSION1, domains=DOMAINS)


def is_address(word: str) -> bool:
    """Say whether a token is an address.

    Examples
    --------
    >>> is_address("@name"), is_address("name")
    (True, False)
    """
    return not _SIGNS.isdisjoint(word) and _address().fullmatch(word) is not None
