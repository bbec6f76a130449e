"""A process of its own for `bench.score.measure`, which is compiled or not by its environment."""

import json
import sys

from bench.score.measure import alone

print(json.dumps(alone(int(sys.argv[1]))))
