"""Arithmetic only: arrays in, arrays out, one formula a function."""

from discourse.measures.divergence import jensen_shannon
from discourse.measures.keyness import cressie_read, g2, log_ratio
from discourse.measures.ratio import (
    RatioSums,
    design_effect,
    difference_interval,
    rate_ratio,
    ratio_interval,
    ratio_sums,
)
from discourse.measures.resampling import bootstrap, permutation
from discourse.measures.uncertainty import benjamini_hochberg, chi2_p

__all__ = [
    "RatioSums",
    "benjamini_hochberg",
    "bootstrap",
    "chi2_p",
    "cressie_read",
    "design_effect",
    "difference_interval",
    "g2",
    "jensen_shannon",
    "log_ratio",
    "permutation",
    "rate_ratio",
    "ratio_interval",
    "ratio_sums",
]
