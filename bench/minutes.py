"""Minutes of the scoring fleet, each when it is asked for: what `bench compare` runs within a checkout, old or new.

    PYTHONPATH=CHECKOUT python -P bench/minutes.py SERIES

Each line on standard input is a minute of the fleet at 1 Hz; the answer is the points that were scored and the seconds
of processor time that they took. Everything but this file is the checkout's.
"""

import sys
import time

from bench.score.fleet import Fleet

ROUNDS = 60


def main(series: int) -> None:
    """Serve minutes until standard input ends."""
    fleet = Fleet(series)
    for _ in sys.stdin:
        rounds = [fleet.round() for _ in range(ROUNDS)]
        begun = time.process_time()
        results = fleet.feed(rounds)
        print(results.scored, time.process_time() - begun, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
