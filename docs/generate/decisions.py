"""The index of `docs/decisions`, from the titles of its pages."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "decisions"


def index() -> str:
    """A line a decision, in order."""
    return "\n".join(f"- [{_title(page)}]({page.name})" for page in sorted(FOLDER.glob("[0-9]*.md")))


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
