"""All layers, in the order in which they look at a moment: each may use what those before it have found."""

from typing import Any

from analytics.layers.baseline.layer import WhatIsNormal
from analytics.layers.conditions import OperatingConditions
from analytics.layers.contract import Layer
from analytics.layers.courses import SlowCourses
from analytics.layers.cusum import Cusum
from analytics.layers.duty import DutyFeatures
from analytics.layers.ewma_charts.layer import SlowMeans
from analytics.layers.level_shift import LevelShift
from analytics.layers.limits import Limits
from analytics.layers.modes import OperatingModes
from analytics.layers.novelty.layer import NeverSeen
from analytics.layers.quality.layer import DataQuality
from analytics.layers.residual import Residual

LAYERS: tuple[Layer[Any], ...] = (
    OperatingModes(),
    DataQuality(),
    DutyFeatures(),
    OperatingConditions(),
    WhatIsNormal(),
    LevelShift(),
    SlowMeans(),
    Residual(),
    Cusum(),
    NeverSeen(),
    Limits(),
    SlowCourses(),
)
