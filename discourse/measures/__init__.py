"""Arithmetic only: arrays in, arrays out, one formula a function.

SciPy imports each of its parts when it is first used, as ``scipy.special``, for which counting need not wait.
"""

from discourse.measures.agreement import alpha_interval, krippendorff_alpha
from discourse.measures.association import delta_p, dice, log_dice, mi3, pmi, t_score, z_score
from discourse.measures.binomial import binomial
from discourse.measures.coded import coded_strata, leave_one_out, lines_to_reach, pseudo_outcomes
from discourse.measures.contingency import cooccurrence_table
from discourse.measures.crossed import crossed_excess
from discourse.measures.decomposition import (
    Parts,
    SharedParts,
    kitagawa,
    kitagawa_shared,
    standardize,
    standardized_sums,
)
from discourse.measures.difference import difference_p
from discourse.measures.dispersion import (
    dp,
    dp_norm,
    dp_norm_of_groups,
)
from discourse.measures.divergence import (
    jensen_shannon,
    jensen_shannon_contributions,
)
from discourse.measures.homogeneity import apart, cramers_v, dealt, rao_scott
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
from discourse.measures.matched import (
    difference_terms,
    log_odds_variance,
    matched_interval,
    matched_p,
    odds_terms,
    ratio_terms,
)
from discourse.measures.ratio import (
    RatioSums,
    design_effect,
    design_effect_of_difference,
    difference_interval,
    interval_degrees,
    rate_ratio,
    ratio_interval,
    ratio_sums,
)
from discourse.measures.resampling import bootstrap, bootstrap_ratio
from discourse.measures.stratified import stratified_share
from discourse.measures.uncertainty import benjamini_hochberg, chi2_p

__all__ = [
    "Parts",
    "RatioSums",
    "SharedParts",
    "alpha_interval",
    "apart",
    "benjamini_hochberg",
    "bic",
    "binomial",
    "bootstrap",
    "bootstrap_ratio",
    "chi2",
    "chi2_p",
    "coded_strata",
    "cooccurrence_table",
    "cramers_v",
    "crossed_excess",
    "dealt",
    "delta_p",
    "design_effect",
    "design_effect_of_difference",
    "dice",
    "difference_interval",
    "difference_p",
    "difference_terms",
    "dp",
    "dp_norm",
    "dp_norm_of_groups",
    "g2",
    "interval_degrees",
    "jensen_shannon",
    "jensen_shannon_contributions",
    "kitagawa",
    "kitagawa_shared",
    "krippendorff_alpha",
    "leave_one_out",
    "lines_to_reach",
    "log_dice",
    "log_odds_variance",
    "log_ratio",
    "log_ratio_conservative",
    "matched_interval",
    "matched_p",
    "mi3",
    "odds_ratio",
    "odds_terms",
    "percent_diff",
    "pmi",
    "pseudo_outcomes",
    "rao_scott",
    "rate_ratio",
    "ratio_interval",
    "ratio_sums",
    "ratio_terms",
    "simple_maths",
    "standardize",
    "standardized_sums",
    "stratified_share",
    "t_score",
    "weighted_log_odds",
    "z_score",
]
