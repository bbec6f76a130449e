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

from grafana.generate import HERE

RENDER = Path(__file__).parent / "notification" / "render.go"
RECEIVED = HERE.parent / "docs" / "alerts.md"
"""Messages as a webhook received them; the first is there as JSON, too."""

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
        "https://plant.example/forewarn/runbook#danger-to-people",
    }


def test_without_an_address_of_the_admin_the_link_is_the_rules_own(program: Path) -> None:
    message = received({"admin": ""})
    text = rendered(program, "forewarn.message", message)
    assert f"Runbook: {message['alerts'][0]['annotations']['runbook_url']}\n" in text


def test_a_link_to_an_asset_is_whole_whatever_its_name(program: Path) -> None:
    text = rendered(program, "forewarn.message", received({"asset": "Pump 7/ä+b"}))
    assert "/assets/Pump%207%2F%C3%A4%2Bb\n" in text


def test_what_is_over_is_told_in_one_line(program: Path) -> None:
    message = received()
    message["status"] = message["alerts"][0]["status"] = "resolved"
    assert rendered(program, "forewarn.title", message) == "EVAN-902: all clear"
    assert rendered(program, "forewarn.message", message).strip() == "Cleared: EVAN-902: Battery too hot"
