"""The committed list: which cases pass, and why the others are skipped.

One line a run, `pass` or `skip`, the case, and for skips the reason, with tabs between. A run through a bucket has
`(bucket)` behind the case's name. Cases that call what is not supported are not in the list: that rule needs none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fluxlite.flux import functions
from tests.upstream.buckets import Shelf
from tests.upstream.cases import Case, find
from tests.upstream.needs import pruned, unsupported
from tests.upstream.running import Way, problem, ways

LIST = Path(__file__).with_name("cases.tsv")


@dataclass(frozen=True)
class Verdict:
    """What came of one run of a case: `rule` if it cannot be run here, else `flaw`, or neither if it passed."""

    title: str
    rule: str | None = None
    flaw: str | None = None


def listed() -> dict[str, str | None]:
    """The list: the reason of each skip, None for what passes."""
    found: dict[str, str | None] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        verdict, title, *reason = line.split("\t")
        found[title] = reason[0] if verdict == "skip" else None
    return found


def save(verdicts: Sequence[Verdict]) -> None:
    """Write the list anew from what came of all cases; reasons that stand there already are kept."""
    reasons = {title: reason for title, reason in listed().items() if reason}
    lines = []
    for verdict in sorted(verdicts, key=lambda one: one.title):
        if verdict.flaw is not None:
            lines.append(f"skip\t{verdict.title}\t{reasons.get(verdict.title, 'not looked at yet')}\n")
        elif verdict.rule is None:
            lines.append(f"pass\t{verdict.title}\n")
    LIST.write_text("".join(lines), encoding="utf-8")


def judged(checkouts: Sequence[Path], shelf: Shelf) -> Iterator[Verdict]:
    """Run every case of some checkouts that can be run."""
    functions.load()
    for case in find(checkouts):
        yield from _judged(case, shelf)


def _judged(case: Case, shelf: Shelf) -> Iterator[Verdict]:
    script = pruned(case.script)
    missing = unsupported(script)
    if case.flaw is not None:
        yield Verdict(case.title, rule=case.flaw)
    elif missing:
        yield Verdict(case.title, rule="calls what is not supported: " + ", ".join(missing))
    else:
        for way in ways(script):
            title = case.title if way is Way.PROCESS else f"{case.title} ({way})"
            yield Verdict(title, flaw=problem(script, way, shelf))
