"""Measures of ranked results, and how sure one can be of a difference."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

DEPTH: Final = 10
RESAMPLES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Measures:
    """nDCG, recall and reciprocal rank of one query's first 10 results."""

    ndcg: float
    recall: float
    mrr: float


def measure(ranking: Sequence[str], judged: Mapping[str, int]) -> Measures:
    """The measures of one query; nDCG with the plain gain that BEIR's sets are reported with."""
    top = list(ranking[:DEPTH])
    gained = sum(judged.get(passage, 0) / math.log2(rank + 2) for rank, passage in enumerate(top))
    best = sorted(judged.values(), reverse=True)[:DEPTH]
    ideal = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))
    relevant = [rank for rank, passage in enumerate(top) if judged.get(passage, 0) > 0]
    return Measures(
        ndcg=gained / ideal if ideal else 0.0,
        recall=len(relevant) / len(judged) if judged else 0.0,
        mrr=1 / (relevant[0] + 1) if relevant else 0.0,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0–100) of the values lies."""
    return float(np.percentile(np.asarray(values), share)) if values else 0.0


def interval(values: Sequence[float], seed: int = 7) -> tuple[float, float]:
    """The bootstrap interval (95 %) of a mean."""
    return paired_interval(values, [0.0] * len(values), seed)


def paired_interval(first: Sequence[float], second: Sequence[float], seed: int = 7) -> tuple[float, float]:
    """The paired bootstrap interval (95 %) of the mean of `first - second`: same queries, resampled 2,000
    times.
    """
    difference = np.asarray(first) - np.asarray(second)
    if not len(difference):
        return 0.0, 0.0
    chosen = np.random.default_rng(seed).integers(0, len(difference), (RESAMPLES, len(difference)))
    low, high = np.percentile(difference[chosen].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
