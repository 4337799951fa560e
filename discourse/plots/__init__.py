"""Plots: a tidy table in, matplotlib Axes out. Each draws exactly the rows it is given."""

from discourse.plots.change_points import change_points
from discourse.plots.collocates import collocates
from discourse.plots.dispersion import dispersion
from discourse.plots.distances import distances
from discourse.plots.forest import forest
from discourse.plots.frame_counts import frame_counts
from discourse.plots.keyness import keyness
from discourse.plots.label_map import label_map
from discourse.plots.label_shares import label_shares
from discourse.plots.overview import overview
from discourse.plots.save import save_figure
from discourse.plots.sensitivity import sensitivity
from discourse.plots.shift import shift
from discourse.plots.standardized import standardized
from discourse.plots.term_frequencies import term_frequencies
from discourse.plots.trend_model import trend_model
from discourse.plots.trends import trends
from discourse.plots.volcano import volcano

__all__ = [
    "change_points",
    "collocates",
    "dispersion",
    "distances",
    "forest",
    "frame_counts",
    "keyness",
    "label_map",
    "label_shares",
    "overview",
    "save_figure",
    "sensitivity",
    "shift",
    "standardized",
    "term_frequencies",
    "trend_model",
    "trends",
    "volcano",
]
