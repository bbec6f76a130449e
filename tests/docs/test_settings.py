"""Every setting that a page names is one."""

import re
from collections.abc import Iterator

from contract.settings import Settings
from tests.docs.pages import pages
from tests.support.store import ROOT

_NAME = re.compile(r"\b(?:FOREWARN|INFLUX)_[A-Z0-9_]*[A-Z0-9]\b")
OTHERS = {"INFLUX_VERSION"}
"""Of the container's own, which no component of ours reads."""


def known() -> set[str]:
    names = {name.upper() for name in Settings.model_fields}
    return names | {f"{name}_FILE" for name in names} | OTHERS


def named() -> Iterator[tuple[str, str]]:
    for page in pages():
        for name in _NAME.findall(page.read_text(encoding="utf-8")):
            if not name.startswith("FOREWARN_TEST_"):
                yield str(page.relative_to(ROOT)), name


def test_pages_name_settings_that_exist() -> None:
    found = list(named())
    assert found
    assert [(page, name) for page, name in found if name not in known()] == []
