"""Tags of the data contract: what each means, wherever it stands."""

from collections.abc import Mapping
from types import MappingProxyType

from contract.measurements import NO_SITE

TAGS: Mapping[str, str] = MappingProxyType(
    {
        "asset": "the asset's id, the same for ever",
        "asset_class": "one of the classes below",
        "site": f"where the asset stands; `{NO_SITE}` where its lines do not say",
        "signal": "a signal of the class",
        "mode": "the failure mode, or the fault of a sensor or of the way of a line, that was injected",
        "episode": "id of an episode: writing it twice changes nothing",
        "incident": "id of an incident: writing it twice changes nothing",
        "task": "id of a task: `p-` and a digest of what it follows from, or `m-` and a random number",
        "code": "what is wrong, as a code of the signal in `machines/`",
        "severity": "advisory, warning or critical",
        "issue": "the data fault, as a word of `contract/data_faults.py`",
        "status": "firing or resolved",
        "component": "the part that reports itself",
        "scope": "whom a row is for: `default`, a class, or an asset",
        "chain": "which part wrote it, each a chain of its own; none of what was written before there were chains",
        "action": "what was done: threshold, maintenance, failure, feedback, sign_in, sign_in_failed, sign_out,"
        " simulator, user, token, task",
        "user": "a user's name in small letters",
        "request": "SHA-256 of who asks and of their `Idempotency-Key`, hexadecimal",
        "program": "what the program is called that has the token, in small letters",
    }
)
"""What each tag means, in every measurement that has it."""
