"""A real embedded store that is set up as `forewarn init` does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.provision import provision
from tests.support.lent import lent
from tests.support.store import RunningStore


@contextmanager
def provisioned(tokens: Path) -> Iterator[RunningStore]:
    """A store with our buckets; the tokens of our services are in the folder."""
    with lent() as running:
        provision(running.url, running.org, tokens, operator=running.token)
        yield running
