"""Arithmetic only: arrays in, arrays out, one formula a function."""

from discourse.measures.association import delta_p, dice, log_dice, mi3, pmi, t_score, z_score
from discourse.measures.binomial import binomial
from discourse.measures.contingency import cooccurrence_table
from discourse.measures.cressie_read import cressie_read
from discourse.measures.decomposition import Parts, kitagawa, standardize, standardized_sums, word_shift
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
from discourse.measures.ratio import (
    RatioSums,
    design_effect,
    difference_interval,
    rate_ratio,
    ratio_interval,
    ratio_sums,
)
from discourse.measures.resampling import bootstrap, bootstrap_ratio, permutation
from discourse.measures.stratified import stratified_share
from discourse.measures.uncertainty import benjamini_hochberg, chi2_p

__all__ = [
    "Parts",
    "RatioSums",
    "benjamini_hochberg",
    "bic",
    "binomial",
    "bootstrap",
    "bootstrap_ratio",
    "carroll_d2",
    "chi2",
    "chi2_p",
    "cooccurrence_table",
    "cosine_distance",
    "cressie_read",
    "delta_p",
    "design_effect",
    "dice",
    "difference_interval",
    "document_range",
    "dp",
    "dp_norm",
    "fisher",
    "g2",
    "jensen_shannon",
    "jensen_shannon_contributions",
    "juilland_d",
    "kitagawa",
    "kl_dispersion",
    "kullback_leibler",
    "log_dice",
    "log_ratio",
    "log_ratio_conservative",
    "mi3",
    "odds_ratio",
    "percent_diff",
    "permutation",
    "pmi",
    "rate_ratio",
    "ratio_interval",
    "ratio_sums",
    "rosengren_s",
    "simple_maths",
    "standardize",
    "standardized_sums",
    "stratified_share",
    "t_score",
    "weighted_log_odds",
    "word_shift",
    "z_score",
]
