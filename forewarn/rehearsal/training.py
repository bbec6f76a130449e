"""A model of a class out of rehearsed lives: the same machines, days and seed give the same model."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.prognosis.shelf import Card, card_of
from analytics.prognosis.trained import Trained
from analytics.prognosis.training import Days, train
from contract.time import SECOND
from forewarn.rehearsal.courses import watch
from forewarn.rehearsal.lives import Lives, lives, wearing

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND


@dataclass(frozen=True, slots=True)
class Plan:
    """How many machines are rehearsed, for how many days, drawn from which seed."""

    machines: int = 60
    days: int = 120
    seed: int = 7

    @property
    def sound(self) -> int:
        """How many more machines live through these days without a fault: those that fail are seldom sound for long
        enough to be seen through a change of season."""
        return max(self.machines // 6, 1)

    @property
    def options(self) -> str:
        """It, as options of `forewarn train`."""
        return f"--machines {self.machines} --days {self.days} --seed {self.seed}"

    @property
    def version(self) -> str:
        """The name of the model that comes of it."""
        return f"simulated-{self.machines}x{self.days}-{self.seed}"


def rehearsed(
    asset_class: str, plan: Plan, tell: Callable[[float], None] = lambda _part: None
) -> tuple[Trained, Card, Days]:
    """Live through the lives of a plan and train on what was to be seen. Raises `ContractError` where too few fail."""
    known = frozenset(mode.mode for mode in wearing(asset_class))
    lived = lives([asset_class], plan.machines, plan.days, plan.seed, START, known)
    sound = lives([asset_class], plan.sound, plan.days, plan.seed + 1, START, frozenset())
    share = plan.machines / (plan.machines + plan.sound)
    failing = watch(lived, asset_class, lambda part: tell(share * part))
    days = failing.joined(watch(sound, asset_class, lambda part: tell(share + (1 - share) * part)), "sound ")
    return *learned(asset_class, plan, lived, days), days


def learned(asset_class: str, plan: Plan, lived: Lives, days: Days) -> tuple[Trained, Card]:
    """The model and the card of what was seen of the lives of a plan."""
    model, figures = train(days, asset_class, plan.version, plan.seed)
    data = {
        "what": "simulated machines through the worker's own pipeline, a sample every nine minutes",
        "command": f"forewarn train {asset_class} {plan.options}",
        "sound": f"{plan.sound} machines more, without a fault",
        "modes": sorted({course.mode for course in lived.courses}),
    }
    return model, card_of(model, asset_class, days, figures, data)
