"""The file that keeps the changes made to a world by hand, beside its scenario."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectors.control.plan import Changes, Injected, moment_of, onset_of
from contract.errors import ContractError
from contract.files import write_whole
from contract.time import rfc3339


def load(file: Path) -> Changes:
    """The changes of a file, none where it is not there; raises `ContractError` that names what is wrong."""
    if not file.exists():
        return Changes()
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        injected = tuple(_injected(entry) for entry in document["injected"])
        cleared = {episode: moment_of(moment, episode) for episode, moment in document["cleared"].items()}
        for episode in cleared:
            onset_of(episode)
    except ContractError as error:
        raise ContractError(str(file), f"{error.field}: {error.reason}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContractError(str(file), f"is not what a simulation wrote: {error!r}") from error
    return Changes(injected, cleared)


def save(file: Path, changes: Changes) -> None:
    """Write the changes; the file changes whole or not at all."""
    injected = [{**entry.words, "onset": rfc3339(entry.onset)} for entry in changes.injected]
    cleared = {episode: rfc3339(moment) for episode, moment in changes.cleared.items()}
    write_whole(file, json.dumps({"injected": injected, "cleared": cleared}, indent=1) + "\n")


def _injected(entry: Mapping[str, Any]) -> Injected:
    words = dict(entry)
    return Injected(words, moment_of(words.pop("onset"), "onset"))
