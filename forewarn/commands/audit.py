"""`forewarn audit`: is it as it was written, and a checkpoint that proves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from pydantic import SecretStr

from admin.audit.checkpoint import Checkpoint, parse
from admin.audit.notary import Notary, sentence
from admin.store import Store
from contract.errors import ContractError, ForewarnError
from contract.settings import Settings
from forewarn import context
from forewarn.local import DEFAULT, LocalFolder
from forewarn.stages import ADMIN_SECRETS


@click.group()
def command() -> None:
    """Who changed what, when and why: whether the audit is as it was written.

    Without settings it uses the token and the key that `make run` left in var/secrets.
    """


@command.command()
@click.option(
    "--checkpoints",
    type=click.Path(exists=True, path_type=Path),
    help="An exported checkpoint, or a folder of them.",
)
@click.option("--key", default="", help="Public key that they are signed with, hexadecimal; else that of our own key.")
def verify(checkpoints: Path | None, key: str) -> None:
    """Check every entry against its chain and against checkpoints; status 1 and the first broken entry otherwise."""
    exported = [] if checkpoints is None else read(checkpoints)
    with _notary() as notary:
        if exported and not key and notary.signer is None:
            raise click.UsageError("FOREWARN_AUDIT_KEY is not set: say the public key by --key")
        found = notary.examine(exported, key).verdict
    if found.broken is not None:
        raise ForewarnError(f"the audit is broken: {sentence(found.broken)}")
    click.echo(
        f"sound: {found.entries} entries in {len(found.heads)} chains, {found.before} from before the chain, "
        f"{found.checkpoints} checkpoints, {len(exported)} of them exported"
    )


@command.command()
def checkpoint() -> None:
    """Sign where the audit ends now, and bring that to every place of FOREWARN_AUDIT_EXPORT."""
    with _notary() as notary:
        made = notary.seal()
    one = made.checkpoint
    click.echo(f"{one.made}: {one.size} entries, root {one.root}, key {one.key}")
    click.echo(f"exported to {', '.join(made.exported) or 'nowhere: FOREWARN_AUDIT_EXPORT names no place'}")
    if made.failed:
        raise ForewarnError(f"it did not come to {', '.join(made.failed)}")


def read(path: Path) -> list[Checkpoint]:
    """The checkpoint of a file, or all of a folder's `.json`. Raises `ContractError` that names the file."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise ContractError(str(path), "holds no checkpoint")
    return [_parsed(file) for file in files]


def _parsed(file: Path) -> Checkpoint:
    try:
        return parse(file.read_bytes())
    except ContractError as error:
        raise ContractError(str(file), f"is no checkpoint: {error.reason}") from None


@contextmanager
def _notary() -> Iterator[Notary]:
    settings = _with_key(context.load())
    with context.gateway(settings, component="admin") as gateway:
        store = Store(gateway, "command")
        try:
            yield Notary.of(store, settings)
        finally:
            store.close()


def _with_key(settings: Settings) -> Settings:
    """The settings, with the key that `make run` left where none is set."""
    file = LocalFolder(DEFAULT).secrets / ADMIN_SECRETS["forewarn_audit_key"]
    if settings.forewarn_audit_key is not None or not file.exists():
        return settings
    key = SecretStr(file.read_text(encoding="utf-8").strip())
    return settings.model_copy(update={"forewarn_audit_key": key})
