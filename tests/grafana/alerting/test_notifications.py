"""What a notification says, rendered by the template engine that Grafana has, where Go can be had."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract.time import DAY_S, HOUR_S
from grafana.alerting.ahead import CHANCE, EARLY, LATE, MIDDLE, WORDS
from grafana.generate import HERE

RENDER = Path(__file__).parent / "notification" / "render.go"
RECEIVED = HERE.parent / "docs" / "alerts.md"
"""Messages as a webhook received them; the first is there as JSON, too."""
INCIDENT = Path(__file__).parent / "notification" / "incident.json"
"""One that Grafana sent, whole, with its version and the day."""

Json = dict[str, Any]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The renderer, built; skips without Go."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("go is not installed")
    built = tmp_path_factory.mktemp("render") / "render"
    subprocess.run([go, "build", "-o", str(built), str(RENDER)], check=True, timeout=300)
    return built


def rendered(program: Path, name: str, message: Json) -> str:
    """What a template makes of a message."""
    (provisioned,) = yaml.safe_load((HERE / "provisioning/alerting/templates.yaml").read_text("utf-8"))["templates"]
    given = json.dumps({"template": provisioned["template"], "name": name, "message": message})
    done = subprocess.run([program], input=given, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def received(labels: Mapping[str, str] | None = None) -> Json:
    """The message that the page has as JSON; with other labels of its alert, where some are given."""
    (text,) = re.findall(r"^```json\n(.+?)^```", RECEIVED.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    message: Json = json.loads(text)
    message["alerts"][0]["labels"] |= labels or {}
    return message


def test_a_message_is_rendered_as_it_was_received(program: Path) -> None:
    shown = RECEIVED.read_text(encoding="utf-8").partition("```json")[0]
    message = received()
    said = rendered(program, "forewarn.message", message).strip()
    assert re.findall(r"^    (.+)$", shown, re.MULTILINE) == said.splitlines()
    assert rendered(program, "forewarn.title", message) == message["title"]


@pytest.mark.parametrize("template", ["forewarn.message", "forewarn.short"])
@pytest.mark.parametrize("address", ["https://plant.example/forewarn", "https://plant.example/forewarn/"])
def test_links_lead_to_the_admin_however_its_address_ends(program: Path, template: str, address: str) -> None:
    text = rendered(program, template, received({"admin": address}))
    links = {link.rstrip("|>,") for link in re.findall(r"https://plant[^\s|]+", text)}
    assert links == {
        "https://plant.example/forewarn/assets/EVAN-902",
        "https://plant.example/forewarn/incidents/EVAN-902-BAT_TEMP_HIGH-1796282554",
        "https://plant.example/forewarn/runbook#danger-to-people",
    }


def test_without_an_address_of_the_admin_the_link_is_the_rules_own(program: Path) -> None:
    message = received({"admin": ""})
    text = rendered(program, "forewarn.message", message)
    assert f"Runbook: {message['alerts'][0]['annotations']['runbook_url']}\n" in text


def test_a_link_to_an_asset_is_whole_whatever_its_name(program: Path) -> None:
    text = rendered(program, "forewarn.message", received({"asset": "Pump 7/ä+b"}))
    assert "/assets/Pump%207%2F%C3%A4%2Bb\n" in text


@pytest.mark.parametrize("template", ["forewarn.message", "forewarn.short"])
def test_a_message_of_an_incident_asks_whether_it_is_right_and_links_to_its_page(program: Path, template: str) -> None:
    text = rendered(program, template, received({"incident": "Pump 7/ä-HOT-1"}))
    assert text.count("http://admin.example:8000/incidents/Pump%207%2F%C3%A4-HOT-1") == 1
    assert "/incidents/" not in rendered(program, template, received({"incident": ""}))


def test_an_incident_of_several_codes_was_received_once_with_the_link_to_answer_it(program: Path) -> None:
    message = json.loads(INCIDENT.read_text(encoding="utf-8"))["message"]
    (alert,) = message["alerts"]
    link = f"{alert['labels']['admin']}/incidents/{alert['labels']['incident']}"
    assert message["message"].count(link) == 1
    assert rendered(program, "forewarn.message", message) == message["message"]
    assert rendered(program, "forewarn.title", message) == message["title"]
    page = RECEIVED.read_text(encoding="utf-8")
    assert all(f"\n    {line}\n" in page for line in message["message"].strip().splitlines())


def test_what_is_over_is_told_in_one_line(program: Path) -> None:
    message = received()
    message["status"] = message["alerts"][0]["status"] = "resolved"
    assert rendered(program, "forewarn.title", message) == "EVAN-902: all clear"
    assert rendered(program, "forewarn.message", message).strip() == "Cleared: EVAN-902: Battery too hot"


def test_what_is_foretold_stands_in_the_message_where_it_is_known(program: Path) -> None:
    message = received()
    foretold = message["alerts"][0]["annotations"]["foretold"] = (
        "fails within 2 days, most likely 1; 99 % within 30 days"
    )
    assert f"\nForetold: {foretold}\nWhat to do: " in rendered(program, "forewarn.message", message)
    assert f"\nForetold: {foretold}. Stop and park" in rendered(program, "forewarn.short", message)
    message["alerts"][0]["annotations"]["foretold"] = ""
    for template in ("forewarn.message", "forewarn.short"):
        assert rendered(program, template, message) == rendered(program, template, received())


@pytest.mark.parametrize(
    ("low", "middle", "high", "chance", "said"),
    [
        (9 * DAY_S, 12 * DAY_S, 16 * DAY_S, 62, "fails in 9 to 16 days, most likely 12; 62 % within 30 days"),
        (0, 1 * DAY_S, 1 * DAY_S, 99.5, "fails within 1 day, most likely 1; over 99 % within 30 days"),
        (7 * HOUR_S, 10 * HOUR_S, 23 * HOUR_S, 99, "fails in 7 to 23 hours, most likely 10; 99 % within 30 days"),
        (0, HOUR_S, HOUR_S, 50, "fails within 1 hour, most likely 1; 50 % within 30 days"),
        (
            90 * DAY_S,
            200 * DAY_S,
            400 * DAY_S,
            0.5,
            "fails in 90 to 400 days, most likely 200; under 1 % within 30 days",
        ),
        (-1, -1, -1, 62, "62 % within 30 days"),
        (-1, -1, -1, -1, ""),
    ],
)
def test_what_is_foretold_is_said_as_the_pages_say_it(
    program: Path, low: float, middle: float, high: float, chance: float, said: str
) -> None:
    values = {EARLY: low, MIDDLE: middle, LATE: high, CHANCE: chance}
    assert annotated(program, values) == said


def test_a_rule_beside_which_nothing_is_asked_says_nothing(program: Path) -> None:
    assert annotated(program, {}) == ""


def annotated(program: Path, values: Mapping[str, float]) -> str:
    """What the annotation of what is foretold becomes."""
    given = json.dumps({"annotation": WORDS, "values": {ref: {"value": value} for ref, value in values.items()}})
    done = subprocess.run([program], input=given, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout
