"""Assets that send data without being in the registry."""

import httpx

from tests.admin.fixtures.fleet import FLEET, LEARNING, VAN

PATH = "/api/v1/unknown-assets"


def test_what_sends_is_unknown_until_it_is_in_the_registry(program: httpx.Client) -> None:
    found = {one["asset"]: one for one in program.get(PATH).json()["items"]}
    assert set(found) == {asset.name for asset in (*FLEET, LEARNING)}
    seen = found[VAN.name]
    said = {name: seen[name] for name in ("asset", "asset_class", "site")}
    assert said == VAN.tags
    assert program.post("/api/v1/assets", json={**said, "why": "adopted"}).status_code == 201
    assert VAN.name not in {one["asset"] for one in program.get(PATH).json()["items"]}
