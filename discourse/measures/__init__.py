"""Arithmetic only: arrays in, arrays out, one formula a function."""

from discourse.measures.divergence import jensen_shannon
from discourse.measures.keyness import g2, log_ratio
from discourse.measures.uncertainty import benjamini_hochberg, chi2_p

__all__ = ["benjamini_hochberg", "chi2_p", "g2", "jensen_shannon", "log_ratio"]
