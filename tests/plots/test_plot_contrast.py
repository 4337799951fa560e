import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from seen import intervals, is_clipped, row_names, says, texts, title

import discourse as dc
from discourse.errors import DiscourseError
from discourse.plots.contrast import contrast

LEXICON = dc.Lexicon.from_dict(
    {"fighters": {"labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"], "militants": ["militant*"]}}}
)


def told(stories: int = 9) -> dc.Corpus:
    """Return two outlets: in the same story one writes more of rebels, and it has a story of its own."""
    rows = [
        (source, f"e{number}", "rebels " * (often + number % 2) + "terrorists " * 2)
        for number in range(stories)
        for source, often in (("Herald", 1), ("Post", 4))
    ]
    rows += [("Post", "own", "terrorists " * 90), ("Silent", None, "war")]
    return dc.read(pd.DataFrame(rows, columns=["source", "event", "text"]), clean=False)


WITHIN = dc.contrast(told(), LEXICON, target="Post", reference="Herald", within="event")
PLAIN = dc.contrast(dc.framing(told(), LEXICON), target="Post", reference="Herald")
GROUPS = dc.framing(told(), LEXICON, within="event")


def drawn(ax, gid):
    (found,) = [each for each in ax.collections if each.get_gid() == gid]
    return found


def places(ax, gid):
    return np.ma.filled(drawn(ax, gid).get_offsets()[:, 0].astype(float), np.nan)


def test_rows_are_labels_in_the_order_of_the_table():
    ax = contrast(WITHIN)
    assert row_names(ax) == ["rebels", "terrorists", "militants"]
    assert title(ax) == "Post against Herald: fighters"
    np.testing.assert_allclose(places(ax, "difference"), 100 * WITHIN["difference"])
    assert says(ax, "in 9 values of event")
    assert not is_clipped(ax)


def test_the_difference_of_all_articles_stands_beside_that_of_the_same_stories():
    ax = contrast(WITHIN)
    np.testing.assert_allclose(places(ax, "plain"), 100 * WITHIN["difference_all"])
    assert WITHIN["difference"].iloc[0] > 0 > WITHIN["difference_all"].iloc[0]
    assert says(ax, "in the same event; grey line: of all articles as they come")
    assert not says(contrast(PLAIN), "grey line")


def test_what_is_sure_is_filled_and_what_has_no_interval_is_named():
    ax = contrast(WITHIN)
    fills = [to_hex(each) for each in drawn(ax, "difference").get_facecolors()]
    assert (fills[0] != "#ffffff") & (fills[2] == "#ffffff")
    assert len(intervals(ax)) == 2
    assert says(ax, "No interval (too few of them, or all alike): militants.")


def test_a_table_of_plain_contrast_is_drawn_too():
    ax = dc.plot(PLAIN)
    np.testing.assert_allclose(places(ax, "difference"), 100 * PLAIN["difference"])
    assert says(ax, "between articles")
    assert says(ax, "of 148 and 31 mentions")
    rate = dc.contrast(dc.framing(told(), LEXICON), target="Post", reference="Herald", value="rate")
    assert says(dc.plot(rate), "per 10,000 words")


def test_each_outlet_against_the_others_is_drawn_for_one_label():
    ax = dc.plot(GROUPS, label="rebels")
    assert row_names(ax) == ["Herald", "Post", "Silent"]
    assert title(ax) == "fighters: how often it is “rebels”, against the others"
    assert texts(ax).count("–") == 1
    with pytest.raises(DiscourseError, match=r"plot.contrast draws one label at a time and this table has 3"):
        dc.plot(GROUPS)
    with pytest.raises(DiscourseError, match="no row has label='foes'"):
        dc.plot(GROUPS, label="foes")


def test_nothing_known_is_drawn_as_dashes():
    unknown = ["difference", "difference_low", "difference_high", "difference_all"]
    nothing = WITHIN.assign(**dict.fromkeys(unknown, np.nan))
    ax = contrast(nothing)
    assert texts(ax).count("–") == 3
    assert not is_clipped(ax)


def test_what_it_refuses():
    with pytest.raises(DiscourseError, match="label= chooses from a table of framing"):
        contrast(WITHIN, label="rebels")
    with pytest.raises(DiscourseError, match="this table lacks q"):
        contrast(WITHIN.drop(columns="q"))
