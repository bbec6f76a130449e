"""An admin in front of a store with something to export."""

from collections.abc import Iterator

import pytest

from store.gateway import Gateway
from tests.admin.fixtures.server import RunningAdmin
from tests.support import exported


@pytest.fixture(scope="module")
def exporting(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    exported.fill(operator)
    with RunningAdmin(rights) as running:
        yield running
