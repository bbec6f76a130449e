"""The receiver that the settings name."""

import re
from collections.abc import Mapping

from admin.cases.adapters.atlas import Atlas
from admin.cases.adapters.contract import Adapter
from admin.cases.adapters.salesforce import Salesforce
from admin.cases.adapters.webhook import Webhook
from contract.errors import SettingsError
from contract.settings import Settings

FACTS = (
    "equipment_id", "asset_class", "site", "severity", "failure_probability", "rul_days", "priority",
)  # fmt: skip
"""What a field of Salesforce's may be given."""
_FIELD = re.compile(r"[A-Za-z]\w{0,79}", re.ASCII)


def adapter_of(settings: Settings) -> Adapter | None:
    """The receiver with its address and secrets; `None` where cases go nowhere. Raises `SettingsError`."""
    match settings.forewarn_cases_to:
        case "webhook":
            return Webhook(_url(settings), settings.require("forewarn_cases_secret"))
        case "atlas":
            return Atlas(_url(settings), settings.require("forewarn_cases_secret"), settings.forewarn_cases_atlas_kind)
        case "salesforce":
            return _salesforce(settings)
    return None


def hook_secret(settings: Settings) -> str:
    """What Atlas signs with; "" where it tells nothing."""
    secret = settings.forewarn_cases_hook_secret
    return secret.get_secret_value() if secret and settings.forewarn_cases_to == "atlas" else ""


def _salesforce(settings: Settings) -> Salesforce:
    if not settings.forewarn_cases_client_id:
        raise SettingsError("FOREWARN_CASES_CLIENT_ID: not set; FOREWARN_CASES_TO names salesforce")
    return Salesforce(
        _url(settings),
        settings.forewarn_cases_client_id,
        settings.require("forewarn_cases_secret"),
        field=settings.forewarn_cases_external_field,
        fields=_fields(settings.forewarn_cases_fields),
        closed=settings.forewarn_cases_closed_status,
    )


def _url(settings: Settings) -> str:
    if settings.forewarn_cases_url is None:
        raise SettingsError(f"FOREWARN_CASES_URL: not set; FOREWARN_CASES_TO names {settings.forewarn_cases_to}")
    return settings.forewarn_cases_url


def _fields(said: str) -> Mapping[str, str]:
    pairs = [part.strip().partition("=") for part in said.split(",") if part.strip()]
    for name, _, fact in pairs:
        if not _FIELD.fullmatch(name) or fact not in FACTS:
            wanted = f"such as Equipment__c=equipment_id, of {', '.join(FACTS)}"
            raise SettingsError(f"FOREWARN_CASES_FIELDS: {name}={fact} is not a field and a fact, {wanted}")
    return {name: fact for name, _, fact in pairs}
