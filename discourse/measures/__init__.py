"""Arithmetic only: arrays in, arrays out, one formula a function."""

from discourse.measures.association import delta_p, dice, log_dice, mi3, pmi, t_score, z_score
from discourse.measures.contingency import cooccurrence_table
from discourse.measures.dispersion import (
    carroll_d2,
    document_range,
    dp,
    dp_norm,
    juilland_d,
    kl_dispersion,
    rosengren_s,
)
from discourse.measures.divergence import (
    cosine_distance,
    jensen_shannon,
    jensen_shannon_contributions,
    kullback_leibler,
    mean_contributions,
)
from discourse.measures.fisher import fisher
from discourse.measures.keyness import (
    bic,
    chi2,
    g2,
    log_ratio,
    log_ratio_conservative,
    odds_ratio,
    percent_diff,
    simple_maths,
)
from discourse.measures.log_odds import weighted_log_odds
from discourse.measures.uncertainty import benjamini_hochberg, chi2_p

__all__ = [
    "benjamini_hochberg",
    "bic",
    "carroll_d2",
    "chi2",
    "chi2_p",
    "cooccurrence_table",
    "cosine_distance",
    "delta_p",
    "dice",
    "document_range",
    "dp",
    "dp_norm",
    "fisher",
    "g2",
    "jensen_shannon",
    "jensen_shannon_contributions",
    "juilland_d",
    "kl_dispersion",
    "kullback_leibler",
    "log_dice",
    "log_ratio",
    "log_ratio_conservative",
    "mean_contributions",
    "mi3",
    "odds_ratio",
    "percent_diff",
    "pmi",
    "rosengren_s",
    "simple_maths",
    "t_score",
    "weighted_log_odds",
    "z_score",
]
