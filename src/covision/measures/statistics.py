"""The statistics of evaluation in one place: what runner, reports and exams import.

Why these and no others: decision 0009, statistics for few cases.
"""

from covision.measures.comparing import (
    Paired,
    Tells,
    cases_needed,
    holm,
    in_words,
    paired,
    paired_at_equal_length,
    sign_flip,
    smallest_visible,
    tells,
)
from covision.measures.distributions import t_cdf, t_power, t_quantile
from covision.measures.estimates import Estimate, auc, clustered_interval, mean_interval, slope, wilson

__all__ = [
    "Estimate", "Paired", "Tells", "auc", "cases_needed", "clustered_interval", "holm", "in_words", "mean_interval",
    "paired", "paired_at_equal_length", "sign_flip", "slope", "smallest_visible", "t_cdf", "t_power", "t_quantile",
    "tells", "wilson",
]  # fmt: skip
