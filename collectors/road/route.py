"""Where a distance takes a vehicle: round trips over a grid of streets, a pure function of the distance.

A tour leads once around four quarters of a town. In each quarter the vehicle goes along two of the four directions of
the compass by turns. How long it follows a street is drawn, two by two, so that every tour ends where it began.
"""

from collections.abc import Sequence

import numpy as np

from collectors.model import clip
from collectors.noise import Array, bits, uniform

_HOMES = {"warsaw": (52.2304, 21.0122), "gdansk": (54.3520, 18.6466)}
_KM_PER_DEGREE = 111.2
_QUARTERS = 4
_STAIRS = 3
"""In each quarter so many times: along, across, along, across."""
_UNEVEN = 0.8
"""How different the two streets of a pair are in length, at most: 0 is alike, 1 leaves one of them none."""
_EAST = np.array([1.0, 0.0, -1.0, 0.0])
_NORTH = np.array([0.0, 1.0, 0.0, -1.0])


def homes(sites: Sequence[str]) -> tuple[Array, Array]:
    """Latitude and longitude, (n,), of the depots of these sites; the first town's for a site of another name."""
    found = np.array([_HOMES.get(site, _HOMES["warsaw"]) for site in sites])
    return found[:, 0], found[:, 1]


def course(distance_km: Array, loop_km: Array) -> tuple[Array, Array, Array]:
    """Kilometres east and north of home, and heading in degrees from north, after a distance, (T, n).

    `loop_km`, (n,), is how far the tours lead from home at most; vehicles of unlike loops take unlike streets.
    """
    stair_km = 2 * loop_km / _STAIRS
    stairs = np.floor(distance_km / stair_km)
    within = distance_km - stairs * stair_km
    number = stairs.astype(np.int64)
    key = np.ascontiguousarray(loop_km, np.float64).view(np.uint64)
    # The first tour of a vehicle may begin with any quarter.
    quarter = (number // _STAIRS + (bits(key, np.zeros(1, np.int64)) >> np.uint64(62)).astype(np.int64)) % _QUARTERS
    half = stair_km / 2
    first = half / 2 * (1 + _UNEVEN * (2 * uniform(key, number + 1) - 1))
    along = clip(within, 0.0, first) + clip(within - half, 0.0, half - first)
    across = within - along
    done = half * (number % _STAIRS)
    corner_east, corner_north = _corner(quarter, loop_km)
    onward, sideways = quarter, (quarter + 1) % _QUARTERS
    east = corner_east + (done + along) * _EAST[onward] + (done + across) * _EAST[sideways]
    north = corner_north + (done + along) * _NORTH[onward] + (done + across) * _NORTH[sideways]
    moves_along = (within < first) | ((within >= half) & (within < 2 * half - first))
    heading = (90.0 - 90.0 * np.where(moves_along, onward, sideways)) % 360
    return east, north, heading


def _corner(quarter: np.ndarray[tuple[int, ...], np.dtype[np.int64]], loop_km: Array) -> tuple[Array, Array]:
    """Where a quarter begins, in km east and north of home: the corners of the square whose middle is home."""
    east, north = np.array([0.0, 1.0, 0.0, -1.0]), np.array([-1.0, 0.0, 1.0, 0.0])
    return loop_km * east[quarter], loop_km * north[quarter]


def position(distance_km: Array, loop_km: Array, home: tuple[Array | float, Array | float]) -> tuple[Array, Array]:
    """Latitude and longitude after a distance along a vehicle's tours about `home`, in degrees."""
    east, north, _ = course(distance_km, loop_km)
    lat = home[0] + north / _KM_PER_DEGREE
    lon = home[1] + east / (_KM_PER_DEGREE * np.cos(np.radians(home[0])))
    return np.asarray(lat, np.float64), np.asarray(lon, np.float64)
