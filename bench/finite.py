"""Numbers as options: click's own ranges let NaN through, as it is neither below nor above any bound."""

import math
from typing import Any

import click


class FiniteRange(click.FloatRange):
    """A float between two bounds that is a number."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{number} is not a finite number.", param, ctx)
        return number
