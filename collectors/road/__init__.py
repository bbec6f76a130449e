"""The roads that vehicles drive on: their day in legs, the books of what adds up over legs, and where it takes them."""

from collectors.road.ledger import Ledger
from collectors.road.legs import LEG_S, LIMIT_KMH, NO_ROAD, URBAN, Driving, Road
from collectors.road.load import Body
from collectors.road.route import course, homes, position

__all__ = ["LEG_S", "LIMIT_KMH", "NO_ROAD", "URBAN", "Body", "Driving", "Ledger", "Road", "course", "homes", "position"]
