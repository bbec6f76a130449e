"""Units that are taken for one another: what a device sends where it was set to another unit of the same quantity.

Factors are those of NIST SP 811, appendix B.
"""

import numpy as np

_CONVERSIONS = {
    "°C": ((1.8, 32.0), (1.0, 273.15)),
    "bar": ((14.50377, 0.0), (0.1, 0.0), (100.0, 0.0)),
    "kPa": ((0.2952998, 0.0), (0.1450377, 0.0), (10.0, 0.0), (0.01, 0.0)),
    "hPa": ((0.02952998, 0.0), (0.1, 0.0)),
    "km/h": ((0.6213712, 0.0), (0.2777778, 0.0)),
    "m/s": ((3.6, 0.0), (3.28084, 0.0), (2.236936, 0.0)),
    "l/min": ((0.2641720, 0.0), (0.06, 0.0)),
    "m³/h": ((4.402868, 0.0), (16.66667, 0.0), (0.2777778, 0.0)),
    "mm/s": ((0.03937008, 0.0), (0.001, 0.0)),
    "mm": ((0.03937008, 0.0), (0.1, 0.0)),
    "kg/s": ((2.204623, 0.0), (3600.0, 0.0)),
    "N": ((0.2248089, 0.0), (0.001, 0.0)),
    "kN": ((224.8089, 0.0), (1000.0, 0.0)),
    "g": ((9.80665, 0.0),),
    "kW": ((1.341022, 0.0), (1000.0, 0.0)),
    "V": ((1000.0, 0.0), (0.001, 0.0)),
    "A": ((1000.0, 0.0), (0.001, 0.0)),
    "mV": ((0.001, 0.0),),
    "Nm": ((0.7375621, 0.0),),
    "%": ((0.01, 0.0),),
}
_NAMES = ("", *_CONVERSIONS)
_LISTS = [(), *_CONVERSIONS.values()]
FACTORS = np.array([[entry[0] for entry in found] + [np.nan] * (4 - len(found)) for found in _LISTS])
OFFSETS = np.array([[entry[1] for entry in found] + [0.0] * (4 - len(found)) for found in _LISTS])
"""(units, conversions): what is sent is factor times value plus offset; NaN where there is no more conversion."""


def number(unit: str) -> int:
    """The row of a unit in the table of conversions; 0, which has none, for others."""
    return _NAMES.index(unit) if unit in _CONVERSIONS else 0
