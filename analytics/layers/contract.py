"""The contract of layers: a detector is one class that keeps columns, looks at a moment, and says how far off things
are.

To add one, write a file with a `Layer` and enter it in `order.LAYERS`. All else loops over that tuple: the state keeps
its columns, grows, saves, loads and cuts them; the step asks it at each moment; its views enter the score, and its
words the reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from analytics.ground.columns import Floats, Ints
from analytics.ground.kept import Kept
from analytics.layers.moment import Moment

C = TypeVar("C", bound=Kept)

View = tuple[Floats, Floats]
"""How far n series are above and below what is expected, (n,) each: 0 as expected, 1 at the edge of normal."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a view calls a series off, in words that end the sentence "PUMP is 4.2 mm/s, expected 1.9, ..."."""

    name: str
    above: str
    below: str
    near_above: str = ""
    near_below: str = ""
    """What is said within the edge of normal, where that is something else."""
    hard: bool = False
    """Whether it is judged by what was written down, not by what was learned: its view is of `moment.rows`, and not
    shortened far outside; all others are of `moment.learned`."""
    slow: bool = False
    """Whether it is about hours: what the newest sample does is something else, and said beside it."""
    despite_noise: bool = False
    """Whether it counts in a series that is noisy by its sensor's doing."""

    def words(self, *, high: bool, outside: bool) -> str:
        """What is said of a series that is off that way.

        >>> Cause("level", "above its band", "below its band", "near the edge").words(high=True, outside=False)
        'near the edge'
        """
        near = self.near_above if high else self.near_below
        return near if near and not outside else self.above if high else self.below


class Layer(Generic[C]):
    """One idea of detection. All that it knows of the fleet is in its columns and in the moment."""

    name: ClassVar[str]
    """Its name in the state and in the snapshot, `snake_case`."""
    columns: type[C]
    """What it keeps: `PerSeries`, `PerAsset`, several of them `Together`, or `Nothing`."""
    causes: ClassVar[tuple[Cause, ...]] = ()
    """What each of its views is called, in their order."""
    shared: ClassVar[bool] = False
    """Whether what it finds of a series may follow from other series, too."""

    def step(self, columns: C, moment: Moment) -> Sequence[View]:
        """Look at a moment. Gives a view for each of `causes`, or none; later layers find in the moment what it found.

        It reads no clock and no store: the same columns and the same moment give the same views.
        """
        raise NotImplementedError

    def learn(self, columns: C, moment: Moment) -> None:
        """Take in what the moment showed, now that its score is known; most layers have done so in `step`."""

    def forget(self, columns: C, series: Ints) -> None:
        """Let go of what was seen of some series, by number, after a repair or a refit; what was learned stays."""
