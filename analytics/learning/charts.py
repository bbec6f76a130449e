"""Slow charts, learned from how far off the baselines of an asset are on history that they never saw."""

from analytics.engine.columns import Floats, Ints
from analytics.engine.state import State


def learn_charts(state: State, asset: int, numbers: Ints, errors: Floats, window_s: int) -> None:
    """Learn how the slow layers judge an asset; called when its baselines were put into the state.

    Parameters
    ----------
    asset : number of the asset
    numbers : (s,) numbers of its series that were fitted
    errors : (s, n) their left-out residuals on the grid of history, oldest first, in the unit of each signal; NaN where
        the asset did not work or was not settled
    window_s : seconds from one residual to the next
    """
