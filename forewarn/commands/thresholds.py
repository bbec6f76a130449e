"""`forewarn thresholds`: what is in force as a file, and such a file in again, by the admin that runs."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import click

from contract.errors import ContractError, ForewarnError
from contract.files import write_whole
from contract.settings import Settings
from forewarn import context
from forewarn.local import DEFAULT, LocalFolder
from forewarn.stages import ADMIN_SECRETS
from web.client import Answer, Client

TIMEOUT_S = 60.0
"""Of a file with a row for each of many assets, the admin looks every one of them up."""
OK = 200


@click.group()
def command() -> None:
    """Thresholds as one file of TOML or CSV, out of the admin that runs and in again.

    Without settings it asks the admin of `make run`, with the token that that left in var/secrets; else the one that
    FOREWARN_ADMIN_URL names, or FOREWARN_ADMIN_HOST and _PORT.
    """


@command.command("export")
@click.option("--format", "form", type=click.Choice(["toml", "csv"]), default="toml", show_default=True)
@click.option("--changed", is_flag=True, help="Only rows that were changed, and not what is inherited.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else it is printed.")
def out(form: str, *, changed: bool, out: Path | None) -> None:
    """Write what is in force, to be changed and imported."""
    query = urlencode({"format": form, "changed": str(changed).lower()})
    text = _good(_admin(context.load()).ask("GET", f"/api/thresholds/export?{query}")).body.decode()
    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(out, text)


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and set nothing.")
@click.option("--why", default="", help="Reason, which is kept with each row.")
def read(file: Path, why: str, *, dry_run: bool) -> None:
    """Set the rows of a file, all or nothing; status 1 where one is refused."""
    if not (dry_run or why.strip()):
        raise click.UsageError("say why, by --why, or look at what it changes, by --dry-run")
    order = {"format": _format(file), "text": _text(file), "dry_run": dry_run, "why": why}
    answer = _admin(context.load()).ask("POST", "/api/thresholds/import", json.dumps(order).encode())
    found = _good(answer).json()
    for line in _lines(found):
        click.echo(line)
    if found["refused"]:
        raise ForewarnError(f"{len(found['refused'])} rows are refused: nothing of this file can be set")


def _admin(settings: Settings) -> Client:
    """The admin that the settings name, else that of `make run`."""
    folder = LocalFolder(DEFAULT)
    file = folder.secrets / ADMIN_SECRETS["forewarn_admin_token"]
    if settings.forewarn_admin_token is None and file.exists():
        token = file.read_text(encoding="utf-8").strip()
    else:
        token = settings.require("forewarn_admin_token")
    return Client(_address(settings, folder), name="The admin", token=token, timeout_s=TIMEOUT_S)


def _address(settings: Settings, folder: LocalFolder) -> str:
    said = {"forewarn_admin_host", "forewarn_admin_port"} & settings.model_fields_set
    if settings.forewarn_admin_url is not None:
        return settings.forewarn_admin_url
    if not said and (noted := folder.addresses()):
        return noted.admin
    return f"http://{settings.forewarn_admin_host}:{settings.forewarn_admin_port}"


def _good(answer: Answer) -> Answer:
    """An answer of status 200; raises `ForewarnError` with what the admin says is wrong."""
    if answer.status == OK:
        return answer
    try:
        said = json.loads(answer.body)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        raise ForewarnError(f"the admin answers {answer.status}") from None
    raise ForewarnError(f"the admin answers {answer.status}: {said}")


def _format(file: Path) -> Literal["toml", "csv"]:
    return "csv" if file.suffix.lower() == ".csv" else "toml"


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError:
        raise ContractError(str(file), "is no text in UTF-8") from None


def _lines(found: Mapping[str, Any]) -> Iterable[str]:
    for row in found["rows"]:
        fields = ", ".join(
            f"{each['field']} {_said(each['before'])} -> {_said(each['after'])}" for each in row["fields"]
        )
        yield f"{row['scope']}/{row['signal']} {row['kind']}: {fields}"
    for row in found["refused"]:
        place = f"line {row['line']}: " if row["line"] else ""
        yield f"refused: {place}{row['scope']}/{row['signal']}: {row['field']}: {row['reason']}"
    counts = ", ".join(f"{found[name]} {name}" for name in ("new", "changed", "withdrawn", "unchanged"))
    yield f"{counts}; {'set' if found['applied'] else 'nothing is set'}"


def _said(value: object) -> str:
    return "none" if value is None else json.dumps(value) if not isinstance(value, str) else value
