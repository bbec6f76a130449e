"""The limits on queries as settings: environment, options, and what is refused."""

from pathlib import Path

import pytest

from fluxlite.queries.limits import OPTIONS, QueryLimits, help_text, option, variable
from tests.support.command import fluxlite
from tests.support.store import ROOT


def test_limits_have_defaults() -> None:
    assert QueryLimits.read({}, {}) == QueryLimits(60.0, 512, 4, 64, 1024)


def test_an_option_comes_before_a_variable() -> None:
    environment = {"FLUXLITE_QUERY_SECONDS": "2.5", "FLUXLITE_QUERY_CONCURRENCY": "6"}
    limits = QueryLimits.read(environment, {"seconds": "7", "memory_mb": None})
    assert limits == QueryLimits(seconds=7.0, concurrency=6)
    assert limits.long_ones == 3


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("text", ["nan", "inf", "-1", "0", "1e999", "many", "9" * 5000])
def test_a_limit_that_makes_no_sense_is_refused_with_its_name_and_the_reason(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{variable(name)} must be (from|a number|a whole number)") as refusal:
        QueryLimits.read({variable(name): text}, {})
    assert len(str(refusal.value)) < 200


def test_a_store_with_a_limit_that_makes_no_sense_does_not_start_and_says_why(tmp_path: Path) -> None:
    for arguments, environment in ((["--query-memory-mb", "0"], {}), ([], {"FLUXLITE_QUERY_MEMORY_MB": "0"})):
        done = fluxlite("--port", "0", "--data", str(tmp_path), *arguments, environment=environment)
        assert done.returncode == 1
        assert "FLUXLITE_QUERY_MEMORY_MB must be from 16 to 65536, not 0" in done.stderr


def test_the_command_line_tells_of_each_limit() -> None:
    shown = "".join(fluxlite("--help").stdout.split())
    for name in OPTIONS:
        assert variable(name) in shown
        assert "".join(help_text(name).split()) in shown


def test_every_limit_is_documented() -> None:
    page = (ROOT / "fluxlite/queries/README.md").read_text()
    for name in OPTIONS:
        assert f"| `{variable(name)}` | `{option(name)}` | {getattr(QueryLimits(), name):g} |" in page
