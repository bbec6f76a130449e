"""Write the generated parts of every page, and say which pages changed."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bench.pictures import page as simulators
from docs.generate import architecture, contract, decisions, formats, machines, reference
from docs.generate.markers import Part, renewed

DOCS = Path(__file__).parents[1]
PAGES: Mapping[str, Mapping[str, Part]] = MappingProxyType(
    {
        "architecture.md": {
            "rooms": architecture.rooms,
            "rooms of the analytics": architecture.analytics,
            "layers": architecture.layers,
        },
        "contract.md": {
            "buckets": contract.buckets,
            "tags": contract.tags,
            "measurements": contract.measurements,
            "levels": contract.levels,
            "signals": contract.signals,
            "data faults": contract.data_faults,
        },
        "reference.md": {
            "commands": reference.commands,
            "settings": reference.settings,
            "api": reference.api,
            "pages": reference.pages,
        },
        "recordings.md": {"keys of a recording": formats.recording},
        "sources.md": {"keys of a source": formats.source},
        "machines.md": {"keys": machines.tables},
        "decisions/README.md": {"decisions": decisions.index},
    }
)
"""Every page with generated parts, by its path below this folder."""


WHOLE: Mapping[str, Part] = MappingProxyType(
    {
        "simulators.md": simulators.text,
        "../machines/class.schema.json": machines.schema,
        "../store/sources/source.schema.json": formats.source_schema,
        "../collectors/mappings/mapping.schema.json": formats.recording_schema,
    }
)
"""Every page that is generated as a whole, and the schemas that editors check files by."""


def stale(name: str) -> str | None:
    """The text that a page should have, where it has another."""
    path = DOCS / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    wanted = WHOLE[name]() if name in WHOLE else renewed(text, PAGES[name])
    return None if wanted == text else wanted


def main() -> None:
    """Write what is stale."""
    for name in (*PAGES, *WHOLE):
        if (text := stale(name)) is not None:
            (DOCS / name).write_text(text, encoding="utf-8")
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
