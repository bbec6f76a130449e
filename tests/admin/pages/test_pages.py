"""Numbers, times and names as pages show them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import admin
from admin.levels import is_silent, level_name
from admin.names import in_words, issue_label, signal_label
from admin.pages.filters import SHAPES, ago, clock, exact, number, span, told, until
from contract.data_faults import DataFault
from contract.errors import ContractError

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "bar", "–"),
        (0.0, "", "0"),
        (-0.001, "", "−0.001"),
        (0.06083, "g", "0.0608\xa0g"),
        (1.0, "bar", "1\xa0bar"),
        (0.256, "", "0.26"),
        (12.34, "%", "12.3\xa0%"),
        (-40.0, "°C", "−40\xa0°C"),
        (1234.5, "rpm", "1,234\xa0rpm"),
        (52.2304, "°", "52.2°"),
    ],
)
def test_a_number_has_the_digits_that_matter_and_its_unit(value: float | None, unit: str, text: str) -> None:
    assert number(value, unit) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_shown_as_one(value: float) -> None:
    with pytest.raises(ContractError, match="finite"):
        number(value)


@pytest.mark.parametrize("value", [0.1, 1e-9, 123456.789, -0.25, 3.0])
def test_a_form_field_gives_back_the_number_that_it_was_given(value: float) -> None:
    assert float(exact(value)) == value


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(seconds=42), "42 s ago"),
        (timedelta(minutes=3, seconds=59), "3 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=2, hours=5), "2 d ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: timedelta, text: str) -> None:
    assert ago(NOON - age, NOON) == text


def test_what_never_happened_has_no_age() -> None:
    assert ago(None) == "never"
    assert clock(None) == ""
    assert span(timedelta(0)) == "0 s"


@pytest.mark.parametrize(("level", "name"), [(-1, "normal"), (1, "watch"), (3, "critical"), (9, "critical")])
def test_a_level_has_a_name(level: int, name: str) -> None:
    assert level_name(level) == name


def test_an_asset_is_silent_when_nothing_came_for_a_while_or_ever() -> None:
    assert not is_silent(NOON - timedelta(minutes=4), NOON)
    assert is_silent(NOON - timedelta(minutes=6), NOON)
    assert is_silent(None, NOON)


def test_a_span_says_the_day_again_only_where_it_is_another() -> None:
    assert until(NOON, NOON + timedelta(hours=1)).striptags() == "31 Jan 12:00 to 13:00"
    assert until(NOON, NOON + timedelta(hours=20)).striptags() == "31 Jan 12:00 to 01 Feb 08:00"


def test_a_time_is_written_in_utc_and_marked_for_the_viewers_zone() -> None:
    assert clock(NOON) == (
        '<time datetime="2026-01-31T12:00:00+00:00" title="2026-01-31 12:00:00 UTC" data-shape="second">'
        "2026-01-31 12:00:00 UTC</time>"
    )
    assert told(NOON, "<b>long ago</b>").endswith('data-shape="">&lt;b&gt;long ago&lt;/b&gt;</time>')


# Trials write their short times themselves, all of them in UTC.
@pytest.mark.parametrize(
    "path",
    sorted(each for each in Path(admin.__file__).parent.rglob("*.html") if each.parent.name != "trials"),
    ids=lambda path: path.name,
)
def test_a_template_writes_a_time_by_no_other_way(path: Path) -> None:
    assert not re.search(r"strftime|isoformat|<time\b", path.read_text(encoding="utf-8"))


def test_the_script_knows_every_shape_of_a_time() -> None:
    script = (Path(admin.__file__).parent / "pages" / "static" / "times.js").read_text(encoding="utf-8")
    assert re.findall(r"^  (\w+): \{", script, re.MULTILINE) == list(SHAPES)


def test_a_signal_has_a_short_name() -> None:
    assert signal_label("accel_g", "machine") == "Acceleration (drive end)"
    assert signal_label("hv_current_a") == "Pack current"
    assert signal_label("not_in_the_catalogue", "ev") == "not in the catalogue"


def test_the_workers_sentence_names_signals_as_people_do() -> None:
    said = "vibration_mm_s is 4.2 mm/s, above its band; also accel_g, bearing_temp_c and some_thing"
    assert in_words(said, "machine") == (
        "Vibration velocity (drive end) is 4.2 mm/s, above its band; also acceleration (drive end), "
        "bearing temperature and some thing"
    )
    assert in_words("as expected; 2 of 9 are still learning") == "As expected; 2 of 9 are still learning"
    assert in_words("") == ""


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        ("stuck", "stuck sensor"),
        ("unscored", "could not be scored"),
        ("refused_without_asset_class", "refused: no class named"),
        ("dropout", "dropout"),
        ("a_new_one", "a new one"),
    ],
)
def test_a_data_fault_is_told_in_words(issue: str, words: str) -> None:
    assert issue_label(issue) == words


@pytest.mark.parametrize("issue", DataFault)
def test_every_data_fault_that_can_be_written_has_words(issue: DataFault) -> None:
    assert issue_label(issue.value) == issue.label
    assert "_" not in issue.label
