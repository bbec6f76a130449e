"""What the pages tell a reader to type: fenced blocks, and commands inside a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.store import ROOT

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<kind>[^\n`]*)\n(?P<text>.*?)^ *(?P=fence) *$", re.S | re.M
)
_SPAN = re.compile(r"`([^`]+)`")
_PROGRAMS = ("forewarn", "make", "docker", "curl", "python", "python3", "pip", "git", "sh", "bash", "sudo")
"""A code span that begins with one of these, and goes on, is a command; so is one that begins with `.venv/bin/`."""
SHELL, PYTHON = "sh", "python"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it is, what its language is called, and its text."""

    place: str
    kind: str
    text: str


@cache
def pages() -> list[Path]:
    """The pages at the root, the docs, and each folder's own README; the changelog tells of what was, too."""
    folders = sorted(entry for entry in ROOT.iterdir() if entry.is_dir() and entry.name[0].isalpha())
    readmes = [page for folder in folders for page in sorted(folder.rglob("README.md"))]
    docs = (page for page in sorted((ROOT / "docs").rglob("*.md")) if page.name != "README.md")
    roots = (page for page in sorted(ROOT.glob("*.md")) if page.name != "CHANGELOG.md")
    return [*roots, *readmes, *docs]


@cache
def blocks() -> list[Block]:
    """Every fenced block of every page."""
    return [Block(_place(page, found.start()), found["kind"].strip(), found["text"]) for page, found in _fences()]


@cache
def commands() -> dict[str, str]:
    """Every command line of every page, and the first place where it stands."""
    found: dict[str, str] = {}
    for block in blocks():
        if block.kind == SHELL:
            for line in _lines(block.text):
                found.setdefault(line, block.place)
    for page in pages():
        prose = _FENCE.sub(lambda match: "\n" * match[0].count("\n"), page.read_text(encoding="utf-8"))
        for span in _SPAN.finditer(prose):
            text = " ".join(span[1].split())
            if _is_command(text):
                found.setdefault(text, f"{page.relative_to(ROOT)}:{prose.count(chr(10), 0, span.start()) + 1}")
    return found


def _fences() -> Iterator[tuple[Path, re.Match[str]]]:
    for page in pages():
        for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
            yield page, found


def _place(page: Path, at: int) -> str:
    return f"{page.relative_to(ROOT)}:{page.read_text(encoding='utf-8').count(chr(10), 0, at) + 1}"


def _lines(text: str) -> Iterator[str]:
    """The command lines of a block, without comments; a backslash at an end goes on in the next line."""
    for line in text.replace("\\\n", " ").splitlines():
        command = re.sub(r"(^|\s)#.*$", "", line).strip()
        if command:
            yield command


def _is_command(text: str) -> bool:
    program, _, rest = re.sub(r"^([A-Z_]+=\S* )+", "", text).partition(" ")
    # Compose has no one-word name.
    return text.startswith(".venv/bin/") or (program in _PROGRAMS and rest not in ("", "compose"))
