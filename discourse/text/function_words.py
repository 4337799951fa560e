"""English function words: a short list of our own, never applied unless asked.

No count in the library leaves a word out by itself. Only who asks for it, with
``stop_words=dc.ENGLISH_FUNCTION_WORDS``, gets tables without these words; the denominators stay all words.

The list
--------
181 words, in the forms in which they are counted (case-folded, straight apostrophes, a final *'s* apart):

::

    's a about above after all also although am among an and another any are aren't around as at be
    because been before behind being below between beyond both but by can can't could couldn't did
    didn't do does doesn't doing don't down during each either every few for from had hadn't has
    hasn't have haven't having he her here hers herself him himself his how i i'll i'm i've if in
    into is isn't it its itself just like many may me might more most much must my myself neither
    never no none nor not now of off on only or other others our ours ourselves out over own same
    shall she should shouldn't since so some still such than that the their theirs them themselves
    then there these they they'll they're they've this those though through throughout to too
    towards under unless until up very was wasn't we we'll we're we've were weren't what when where
    whereas whether which while who whom whose why will with within without won't would wouldn't yet
    you you're you've your yours yourself yourselves

Why it is short
---------------
It holds words that build sentences: pronouns, determiners, auxiliaries, prepositions, conjunctions and a few
adverbs. It holds no word that says something about the matter, however frequent: no *said*, no numbers, no
*new*, *people* or *war*. Long ready-made lists take such words away unseen, and with them what a
comparison of outlets looks for. For the same reason some small words are missing:

- *us*, because it is also the country ("US") when case is folded, and *mine*, which is also a weapon;
- *against*, because who is against whom is a finding;
- words such as *so-called* and *alleged*, by which an outlet keeps its distance.

Some words that are listed have a double all the same: *is* (the organisation, as IS), *may* (the month),
*who* (the health organisation) and *will* (what a people wants). Count these without the list.

The list is in this text and, checked against it, in the code:

>>> listed = __doc__.split("::")[1].split("Why it is short")[0].split()
>>> listed == sorted(ENGLISH_FUNCTION_WORDS)
True
"""

from typing import Final

_LISTED = """
    's a about above after all also although am among an and another any are aren't around as at be
    because been before behind being below between beyond both but by can can't could couldn't did
    didn't do does doesn't doing don't down during each either every few for from had hadn't has
    hasn't have haven't having he her here hers herself him himself his how i i'll i'm i've if in
    into is isn't it its itself just like many may me might more most much must my myself neither
    never no none nor not now of off on only or other others our ours ourselves out over own same
    shall she should shouldn't since so some still such than that the their theirs them themselves
    then there these they they'll they're they've this those though through throughout to too
    towards under unless until up very was wasn't we we'll we're we've were weren't what when where
    whereas whether which while who whom whose why will with within without won't would wouldn't yet
    you you're you've your yours yourself yourselves
"""

ENGLISH_FUNCTION_WORDS: Final[frozenset[str]] = frozenset(_LISTED.split())
