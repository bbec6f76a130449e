"""What is kept of what is normal."""

from dataclasses import dataclass

from analytics.ground.kept import Together, part
from analytics.layers.baseline.duty_range import DutyRange
from analytics.layers.baseline.facts import LearnedFacts
from analytics.layers.baseline.normal import Normal
from analytics.layers.baseline.robust import Rolling
from analytics.layers.baseline.warmup import Warmup


@dataclass(slots=True)
class Baseline(Together):
    """What is normal, the samples of those that still learn it, where short baselines have gone, the duty that they
    have seen, and the facts that nobody wrote."""

    normal: Normal = part(Normal)
    warmup: Warmup = part(Warmup)
    rolling: Rolling = part(Rolling)
    duty: DutyRange = part(DutyRange)
    facts: LearnedFacts = part(LearnedFacts)
