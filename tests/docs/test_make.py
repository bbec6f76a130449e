"""`make` says what it can do, and what runs before a commit is what `make check` runs."""

import re
import subprocess

import yaml

from tests.support.store import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def phony() -> set[str]:
    found = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.M)
    assert found
    return set(found[1].split())


def test_make_help_lists_every_target_with_a_sentence() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert {line.split()[0] for line in done.stdout.splitlines() if len(line.split()) > 1} == phony()


def test_make_alone_starts_nothing() -> None:
    done = subprocess.run(["make", "-n"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert "awk" in done.stdout
    assert "forewarn run" not in done.stdout


def test_a_commit_is_checked_by_what_make_check_runs() -> None:
    check = re.search(r"^check: ([^#\n]+)", MAKEFILE, re.M)
    assert check
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert [hook["entry"] for hook in repository["hooks"]] == [f"make {name}" for name in check[1].split()]
