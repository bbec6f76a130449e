"""The runbook, as the link in an alert finds it."""

import json
import re

import httpx
import pytest

from grafana.generate import HERE
from tests.admin.fixtures.server import PLAIN, RunningAdmin

RULES = json.loads((HERE / "provisioning" / "alerting" / "rules.json").read_text(encoding="utf-8"))
LINKS = [rule["annotations"]["runbook_url"] for group in RULES["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("link", LINKS)
def test_the_link_of_an_alert_leads_to_its_section_without_signing_in(stranded: RunningAdmin, link: str) -> None:
    path, _, section = link.removeprefix("http://127.0.0.1:8000").partition("#")
    reply = httpx.get(f"{stranded.url}{path}", verify=PLAIN)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert len(re.findall(f'<h2 id="{section}">', reply.text)) == 1
    assert "Sign out" not in reply.text
