"""What a page or a comment points to is there: pages, headings, files."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import pages
from tests.support.store import ROOT

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)
_FENCE = re.compile(r"^(`{3,}).*?^\1", re.S | re.M)
_FILE = re.compile(r"`((?:[\w.*-]+/)*[\w*-]+\.(?:py|flux|md|conf)|(?:[\w-]+/)+)`")
_PAGE = re.compile(r"(?<![\w/:.])(?:[\w-]+/)*[\w-]+\.md\b")
MADE = {"backups/", "var/", "own/"}
"""Folders that running the product makes."""
SPEAKING = {"", ".py", ".conf", ".toml", ".yml", ".yaml", ".flux", ".css", ".js", ".html"}
"""Endings of files with comments that may name a page."""
INVENTED = {"page.md", "gone.md"}
"""Pages of the tests."""


@cache
def tree() -> list[str]:
    """Every file and folder, from the root; hidden ones are not ours to speak of."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [path.as_posix() for path in found if not any(part.startswith((".", "__py")) for part in path.parts)]


def is_there(name: str) -> bool:
    """Whether a path ends so; `*` stands for anything."""
    wanted = f"*/{name.strip('/')}"
    return any(fnmatch(f"/{path}", wanted) for path in tree())


def slug(heading: str) -> str:
    """The anchor of a heading, as Git's hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))}


def missing_links(page: Path) -> Iterator[str]:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = (page.parent / path).resolve() if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            yield target


def missing_files(page: Path) -> Iterator[str]:
    """Files and folders that a page names in a code span, by the end of their path."""
    for name in _FILE.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if name not in MADE and not is_there(name):
            yield name


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_to_is_there(page: Path) -> None:
    assert list(missing_links(page)) == []
    assert list(missing_files(page)) == []


def test_a_page_that_a_comment_names_is_there() -> None:
    speaking = [ROOT / name for name in tree() if Path(name).suffix in SPEAKING and (ROOT / name).is_file()]
    named = {(path, name) for path in speaking for name in _PAGE.findall(path.read_text("utf-8", errors="replace"))}
    assert len(named) > 5
    missing = ((path, name) for path, name in named if name not in INVENTED and not is_there(name))
    assert [f"{path.relative_to(ROOT)}: {name}" for path, name in missing] == []


def test_a_link_that_leads_nowhere_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading, with `code`\n[a](gone.md) [b](#a-heading-with-code) [c](#other) [d](https://x.org)\n")
    assert list(missing_links(page)) == ["gone.md", "#other"]
    page.write_text("`store/queries.py`, `store/gone.py`, `queries/*.flux`, `no folder/`, `nofolder/`, `var/`\n")
    assert list(missing_files(page)) == ["store/gone.py", "nofolder/"]
