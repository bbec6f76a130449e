"""What `forewarn verify` asks, in order: services, tokens, buckets, then what Grafana has been provisioned with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forewarn.diagnosis import Finding, diagnose
from forewarn.stack import grafana, services, store
from store.gateway import Gateway


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the parts of a stack are: base addresses, and the folder with the set-up's tokens."""

    gateway: Gateway
    tokens: Path
    telegraf: str
    admin: str
    grafana: grafana.Api


def verify(stack: Stack) -> Iterator[Finding]:
    """A finding for everything that there is to check; where the store is away, its parts are not asked for."""
    for finding in diagnose(stack.gateway):
        yield finding
        if not finding.ok and finding.check in ("store", "token"):
            return
    yield services.telegraf(stack.telegraf)
    yield services.admin(stack.admin)
    yield from store.tokens(stack.gateway, stack.tokens)
    yield from store.buckets(stack.gateway)
    yield from grafana.findings(stack.grafana)
