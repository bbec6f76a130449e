"""The edges of levels where prose repeats them."""

from pathlib import Path

from contract.levels import RISK_EDGES

PAGE = Path(__file__).parents[2] / "admin/assets/asset.html"


def test_the_page_of_an_asset_names_the_edges_of_risk() -> None:
    medium, high = RISK_EDGES
    assert f"Medium from {medium:.0f}, high from {high:.0f}<" in PAGE.read_text(encoding="utf-8")
