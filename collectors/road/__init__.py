"""The roads that vehicles drive on: their day in legs, the books of what adds up over legs, and where it takes them."""

from collectors.road.ledger import Ledger
from collectors.road.legs import HIGHWAY, LEG_S, LIMIT_KMH, RURAL, URBAN, Driving, Leg, Road
from collectors.road.load import Body
from collectors.road.route import course, homes, position

__all__ = [
    "HIGHWAY", "LEG_S", "LIMIT_KMH", "RURAL", "URBAN", "Body", "Driving", "Ledger", "Leg", "Road", "course", "homes",
    "position",
]  # fmt: skip
