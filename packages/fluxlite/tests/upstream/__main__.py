"""`python -m tests.upstream [--write] CHECKOUT...`: run the acceptance cases and print what came of them.

`--write` writes the committed list anew.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.upstream.buckets import shelf
from tests.upstream.verdicts import Verdict, judged, listed, save


def _case(verdict: Verdict) -> str:
    return verdict.title.removesuffix(" (bucket)")


def report(verdicts: Sequence[Verdict]) -> None:
    """Print the figures, and each skip with its reason."""
    reasons = listed()
    rules = [verdict for verdict in verdicts if verdict.rule is not None]
    flawed = [verdict for verdict in verdicts if verdict.flaw is not None]
    runs = [verdict for verdict in verdicts if verdict.rule is None]
    cases, failing = {_case(verdict) for verdict in runs}, {_case(verdict) for verdict in flawed}
    for verdict in flawed:
        print(f"skip  {verdict.title}\n      {reasons.get(verdict.title)}\n      {verdict.flaw}")
    print("\ncases left out by rule:")
    for reason, count in Counter(verdict.rule for verdict in rules).most_common():
        print(f"{count:5}  {reason}")
    passing = len(cases) - len(failing)
    print(f"\n{len(cases) + len(rules)} cases; {len(cases)} use only supported functions.")
    print(f"Of these {passing} pass ({100 * passing / len(cases):.1f} %), in {len(runs)} runs.")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.upstream")
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write the committed list anew")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, shelf(Path(folder)) as store:
        verdicts = list(judged(options.checkouts, store))
    if options.write:
        save(verdicts)
    report(verdicts)


if __name__ == "__main__":
    main()
