"""The thresholds page: searched, rows ticked and changed at once, a file looked at and set; all without script."""

import html
import re

import httpx
import pytest

from tests.admin.thresholds.test_exchange import FREE, OF_ASSET, exported, table, with_cells
from tests.admin.thresholds.test_thresholds import put, setting


def boxes(text: str) -> list[str]:
    """The rows that a page lists, as they are sent where they are ticked."""
    return [html.unescape(value) for value in re.findall(r'name="row" value="([^"]*)"', text)]


def ticked(text: str) -> list[str]:
    """Those of them that are ticked."""
    return [html.unescape(value) for value in re.findall(r'name="row" value="([^"]*)"[^>]* checked', text)]


def listed(person: httpx.Client, **query: str) -> list[str]:
    """The rows that the page lists, without their versions."""
    reply = person.get("/thresholds", params=query)
    assert reply.status_code == 200
    return [box.partition(" ")[2] for box in boxes(reply.text)]


def test_rows_are_searched_by_signal_asset_and_class(program: httpx.Client, person: httpx.Client) -> None:
    put(program, "FIND/ME é", "fluid_temp_c", **FREE)
    assert listed(person, q="find/me É") == ["FIND/ME é/fluid_temp_c"]
    assert "machine/discharge_pressure_bar" in listed(person, q="discharge pressure machine")
    assert {row.split("/")[0] for row in listed(person, q="batt_temp_c")} == {"ev"}
    assert listed(person, q="nothing like it") == []
    assert "No such row" in person.get("/thresholds?q=nothing+like+it").text
    found = program.get("/api/thresholds", params={"q": "FIND fluid"}).json()
    assert [row["scope"] for row in found] == ["FIND/ME é"]


def test_only_what_was_changed_is_listed_where_that_is_asked_for(program: httpx.Client, person: httpx.Client) -> None:
    put(program, "default", "vibration_mm_s", **FREE)
    put(program, "rig", "thrust_n", **FREE)
    found = listed(person, changed="on")
    assert {"default/vibration_mm_s", "rig/thrust_n"} <= set(found)
    assert "machine/vibration_mm_s" not in found
    assert listed(person, changed="on", q="rig") == ["rig/thrust_n"]
    rows = program.get("/api/thresholds?changed=true").json()
    assert {row["basis"].split()[0] for row in rows} == {"default", "class", "asset"}


def test_ticked_rows_are_changed_at_once_and_the_list_stays_as_it_was(
    program: httpx.Client, person: httpx.Client
) -> None:
    query = {"q": "conveyor temp"}
    rows = boxes(person.get("/thresholds", params=query).text)
    names = [row.partition(" ")[2].rpartition("/") for row in rows]
    before = [setting(program, scope, signal) for scope, _, signal in names]
    form = {**query, "row": rows, "sensitivity": "0.75", "crit_high": "none", "dwell_s": "90", "why": "calmer"}
    reply = person.post("/thresholds", data=form)
    assert (reply.status_code, reply.headers["location"]) == (303, "/thresholds?q=conveyor+temp")
    after = [setting(program, scope, signal) for scope, _, signal in names]
    assert len(rows) > 1
    said = {"sensitivity": 0.75, "crit_high": None, "dwell_s": 90.0, "why": "calmer", "version": 1}
    assert [{name: row[name] for name in said} for row in after] == [said] * len(rows)
    assert [row["warn_high"] for row in after] == [row["warn_high"] for row in before]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sensitivity": "many"}, "is not a number"),
        ({"sensitivity": "none"}, "is not a number"),
        ({"sensitivity": "1e999"}, "not a finite number"),
        ({"sensitivity": "11"}, "ice/oil_temp_c: 11.0 is not between"),
        ({"crit_high": "1e6"}, "physically possible"),
        ({"direction": "sideways"}, "is not one of"),
        ({"why": " "}, "say why"),
        ({"sensitivity": ""}, "fill in what is to change"),
        ({"row": []}, "tick the rows"),
        ({"row": ["0 ice/oil_temp_c", "1 x"]}, "is no row"),
        ({"row": ["-1 ice/oil_temp_c"]}, "is no row"),
        ({"row": ["² ice/oil_temp_c"]}, "is no row"),
    ],
)
def test_what_is_wrong_with_many_is_said_and_what_was_typed_and_ticked_is_kept(
    program: httpx.Client, person: httpx.Client, changes: dict[str, object], words: str
) -> None:
    form = {"class": "ice", "row": ["0 ice/oil_temp_c"], "sensitivity": "2", "why": "because", "warn_low": "7"}
    if "sensitivity" in changes and not changes["sensitivity"]:
        del form["warn_low"]
    reply = person.post("/thresholds", data={**form, **changes})
    assert reply.status_code == 422
    assert words in html.unescape(reply.text)
    assert ticked(reply.text) == (["0 ice/oil_temp_c"] if changes.get("row") != [] else [])
    assert 'name="class" value="ice"' in reply.text
    assert setting(program, "ice", "oil_temp_c")["version"] == 0


def test_of_two_who_change_many_the_second_is_told_each_row_and_can_save_on_top(
    program: httpx.Client, person: httpx.Client
) -> None:
    form = {"class": "ev", "row": ["0 ev/dcdc_v", "0 ev/hv_voltage_v"], "sensitivity": "0.6", "why": "mine"}
    put(program, "ev", "dcdc_v", **FREE, why="theirs")
    late = person.post("/thresholds", data=form)
    assert late.status_code == 409
    assert "ev/dcdc_v: Version 1 is in force, set by api: theirs" in late.text
    assert set(ticked(late.text)) == {"1 ev/dcdc_v", "0 ev/hv_voltage_v"}
    assert person.post("/thresholds", data={**form, "row": ticked(late.text)}).status_code == 303
    assert setting(program, "ev", "dcdc_v")["version"] == 2


def test_all_that_are_shown_are_ticked_by_a_link(person: httpx.Client) -> None:
    text = person.get("/thresholds?q=rig&all=on").text
    assert ticked(text) == boxes(text) != []


def show(person: httpx.Client, text: bytes, name: str = "thresholds.csv") -> httpx.Response:
    """Choose a file to be looked at."""
    return person.post("/thresholds/import", files={"file": (name, text)})


def sent(text: str) -> dict[str, tuple[None, str]]:
    """What the form below a difference sends, in parts as its browser does."""
    (form,) = re.findall(r'name="format" value="(\w+)"', text)
    (file,) = re.findall(r"<textarea[^>]*>\n([^<]*)</textarea>", text)
    return {"format": (None, form), "text": (None, re.sub("\r?\n", "\r\n", html.unescape(file)))}


@pytest.mark.parametrize("form", ["csv", "toml"])
def test_a_file_is_looked_at_and_then_set(program: httpx.Client, person: httpx.Client, form: str) -> None:
    scope = f"FILE-{form}"
    text = table({**OF_ASSET, "scope": scope})
    if form == "toml":
        text = (
            f'[[threshold]]\nscope = "{scope}"\nsignal = "fluid_temp_c"\ndirection = "above"\nsensitivity = 1\n'
            "min_deviation = 2\ncrit_high = 110\n"
        )
    reply = show(person, text.encode(), f"mine.{form}")
    assert "1 new, 0 changed, 0 withdrawn, 0 as they are, 0 refused" in reply.text
    assert f"{scope}/fluid_temp_c" in reply.text
    assert scope not in program.get("/api/thresholds").text
    missing = person.post("/thresholds/import/apply", files={**sent(reply.text), "why": (None, " ")})
    assert missing.status_code == 422
    assert "say why" in missing.text
    done = person.post("/thresholds/import/apply", files={**sent(missing.text), "why": (None, "at last")})
    assert (done.status_code, done.headers["location"]) == (303, "/thresholds?changed=on")
    found = setting(program, scope, "fluid_temp_c")
    assert (found["crit_high"], found["why"]) == (110.0, "at last")


def test_a_file_that_is_longer_than_any_form_is_set_too(program: httpx.Client, person: httpx.Client) -> None:
    row = 'scope = "LONG"\nsignal = "fluid_temp_c"\ndirection = "above"\nsensitivity = 1\nmin_deviation = 2\n'
    looked = show(person, f"[[threshold]]\n{row}".encode() + b"# a remark\n" * 20_000, "long.toml")
    assert "1 new, 0 changed, 0 withdrawn" in looked.text
    done = person.post("/thresholds/import/apply", files={**sent(looked.text), "why": (None, "a long one")})
    assert done.status_code == 303
    assert setting(program, "LONG", "fluid_temp_c")["version"] == 1


def test_a_refused_row_is_shown_with_its_line_and_nothing_can_be_set(person: httpx.Client) -> None:
    text = show(person, table({**OF_ASSET, "scope": "<b>BAD</b>", "sensitivity": "nan"}).encode()).text
    assert "0 as they are, 1 refused" in text
    assert "&lt;b&gt;BAD&lt;/b&gt;/fluid_temp_c" in text
    assert "is not a number" in text
    assert "Set all of it" not in text


def test_a_file_that_is_overtaken_while_it_is_looked_at_is_shown_again_with_the_reason(
    program: httpx.Client, person: httpx.Client
) -> None:
    looked = show(person, with_cells(exported(program), "pump", "flow_m3h", sensitivity="0.6").encode()).text
    put(program, "pump", "flow_m3h", **FREE, why="overtaken")
    reply = person.post("/thresholds/import/apply", files={**sent(looked), "why": (None, "too late")})
    assert reply.status_code == 409
    assert "pump/flow_m3h: version: Version 1 is in force, set by api: overtaken. You saw version 0." in reply.text
    assert "Set all of it" not in reply.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.csv", "has no column"),
        (b"\xe9", "excel.csv", "is no text in UTF-8"),
        (b"x" * 1_000_001, "long.csv", "at most 1,000,000"),
        (b"a,b", "a.csv", "'a' is no column"),
        (b"PK\x03\x04", "book.xlsx", "is no TOML"),
        (b"\xef\xbb\xbf", "bom.toml", "No difference"),
    ],
)
def test_what_is_no_file_of_rows_is_said_on_the_page(
    person: httpx.Client, content: bytes, name: str, words: str
) -> None:
    reply = show(person, content, name)
    assert reply.status_code == (200 if words == "No difference" else 422)
    assert words in html.unescape(reply.text)


@pytest.mark.parametrize("path", ["/thresholds/import", "/thresholds/import/apply"])
def test_a_file_that_is_looked_at_has_no_address_of_its_own(person: httpx.Client, path: str) -> None:
    assert person.get(path).headers["location"] == "/thresholds"
