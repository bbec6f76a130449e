"""One batch to the store: what it refuses for good is found and counted, and what stands beside it gets through."""

import re
from dataclasses import dataclass

from contract.errors import GatewayError
from store.gateway import Gateway

MOST_REQUESTS = 200
"""How often the store is asked to find the refused lines of one batch; what is then left is refused unseen."""
LONGEST_REASON = 500
"""Characters of an answer that are kept: it may quote every line of a batch."""
_DROPPED = re.compile(r"\bdropped=(\d+)(?: for database: [^\n]*)?$")
"""How InfluxDB ends its answer where it wrote the rest of a batch; a measurement may be named like it."""
_UNPARSED = re.compile(r"^unable to parse '(.*)': [^']*$", re.MULTILINE)


@dataclass(slots=True)
class Outcome:
    """What became of a batch, in lines, and why the last of the refused ones was refused."""

    written: int = 0
    refused: int = 0
    reason: str = ""


def deliver(gateway: Gateway, bucket: str, batch: list[str]) -> Outcome:
    """Write lines, and say how many the store took and how many it refused for good.

    Raises `GatewayError` where trying again later can help. Some may be written by then; writing them once more
    changes nothing.
    """
    outcome, parts = Outcome(), [batch]
    for _ in range(MOST_REQUESTS):
        if not parts:
            return outcome
        part = parts.pop()
        try:
            gateway.write(bucket, part)
        except GatewayError as error:
            if not error.permanent:
                raise
            parts += _refused(part, error, outcome)
        else:
            outcome.written += len(part)
    outcome.refused += sum(map(len, parts))
    return outcome


def _refused(part: list[str], error: GatewayError, outcome: Outcome) -> list[list[str]]:
    """Count what the store's answer says of these lines; gives the lines that have to be sent once more."""
    # Behind it the store names two points with all their tags, which tells nobody more.
    outcome.reason = str(error).partition(" - oldest point ")[0][:LONGEST_REASON]
    words = error.answer or str(error)
    dropped = _DROPPED.search(words)
    if dropped is not None:
        lost = min(int(dropped[1]), len(part))
        outcome.refused += lost
        outcome.written += len(part) - lost
        return []
    if len(part) == 1:
        outcome.refused += 1
        return []
    named = set(_UNPARSED.findall(words))
    sound = [line for line in part if line not in named]
    if len(sound) < len(part):
        outcome.refused += len(part) - len(sound)
        return [sound] if sound else []
    middle = len(part) // 2
    return [part[middle:], part[:middle]]
