"""`forewarn tokens`: which programs may ask the admin's JSON API, and what they may do."""

import click

from admin.tokens.service import LONGEST_DAYS, Shown, Tokens
from forewarn import access


@click.group()
def command() -> None:
    """Tokens of programs for the JSON API, each with a role and an end.

    Without settings it uses the token that `make run` left in var/secrets. A running admin knows of a change within
    two seconds.
    """


@command.command("list")
def listed() -> None:
    """List the newest token of every program."""
    with access.opened() as (store, _settings):
        tokens = Tokens(store).entries()
    access.show(
        ("program", "role", "state", "expires", "version", "changed", "by", "why"), [_row(token) for token in tokens]
    )


@command.command()
@click.argument("program")
@click.option("--role", type=access.ROLE, required=True)
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, LONGEST_DAYS), help="How long it holds.")
@access.why
def add(program: str, role: str, days: int, why: str) -> None:
    """Make a token for a program and print it, once: nobody can read it again."""
    with access.opened() as (store, _settings):
        made = Tokens(store).add(program, role, days, why, access.actor())
    click.echo(f"{made.program} is {made.role} until {made.expires:%Y-%m-%d %H:%M} UTC with this token:", err=True)
    click.echo(made.token)


@command.command()
@click.argument("program")
@access.why
def revoke(program: str, why: str) -> None:
    """End a program's token."""
    with access.opened() as (store, _settings):
        tokens = Tokens(store)
        seen: Shown = access.found(tokens.entries(), "program", program)
        tokens.revoke(seen.program, seen.version, why, access.actor())
    click.echo(f"the token of {program} is revoked")


def _row(token: Shown) -> tuple[str, ...]:
    state = "holds" if token.holds else "revoked" if token.revoked else "expired"
    state = f"broken: {token.broken}" if token.broken else state
    expires, changed = (f"{at:%Y-%m-%d %H:%M}" for at in (token.expires, token.time))
    return token.program, token.role, state, expires, str(token.version), changed, token.actor, token.why
