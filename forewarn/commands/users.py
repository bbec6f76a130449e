"""`forewarn users`: who may sign in to the admin, and what they may do."""

import sys

import click

from admin.users.service import Shown, Users
from forewarn import access


@click.group()
def command() -> None:
    """Users of the admin: viewers read, operators answer incidents, admins set thresholds and let people in.

    Without settings it uses the token that `make run` left in var/secrets. A running admin knows of a change within
    two seconds; the user's sessions end then.
    """


@command.command("list")
def listed() -> None:
    """List all users."""
    with access.opened() as (store, settings):
        users = Users(store, settings.forewarn_admin_user).entries()
    access.show(
        ("name", "role", "state", "signed in by", "version", "changed", "by", "why"), [_row(user) for user in users]
    )


@command.command()
@click.argument("name")
@click.option("--role", type=access.ROLE, required=True)
@click.option("--subject", default="", help="The identity provider's own name of the user, instead of a password.")
@access.why
def add(name: str, role: str, subject: str, why: str) -> None:
    """Add a user; the password is asked for, or read from standard input."""
    password = "" if subject else _password()
    with access.opened() as (store, settings):
        users = Users(store, settings.forewarn_admin_user, settings.forewarn_oidc_issuer or "")
        made = users.add(name, role, password, why, access.actor(), subject=subject)
    click.echo(f"added {made.name}, {made.role}")


@command.command("set-role")
@click.argument("name")
@click.argument("role", type=access.ROLE)
@access.why
def set_role(name: str, role: str, why: str) -> None:
    """Give a user another role."""
    _change(name, why, role=role)
    click.echo(f"{name} is {role} from now on")


@command.command()
@click.argument("name")
@access.why
def password(name: str, why: str) -> None:
    """Set a new password; it is asked for, or read from standard input."""
    _change(name, why, password=_password())
    click.echo(f"{name} has a new password, and sessions with the old one have ended")


@command.command()
@click.argument("name")
@access.why
def disable(name: str, why: str) -> None:
    """Let a user in no more, sessions that are open included."""
    _change(name, why, disabled=True)
    click.echo(f"{name} is disabled")


@command.command()
@click.argument("name")
@access.why
def enable(name: str, why: str) -> None:
    """Let a user in again."""
    _change(name, why, disabled=False)
    click.echo(f"{name} is enabled")


def _change(
    name: str, why: str, *, role: str | None = None, password: str | None = None, disabled: bool | None = None
) -> None:
    with access.opened() as (store, settings):
        users = Users(store, settings.forewarn_admin_user)
        seen: Shown = access.found(users.entries(), "name", name)
        users.change(seen.name, seen.version, why, access.actor(), role=role, password=password, disabled=disabled)


def _password() -> str:
    """A password from the terminal, typed twice, or the first line of standard input; never an argument."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _row(user: Shown) -> tuple[str, ...]:
    state = f"broken: {user.broken}" if user.broken else "disabled" if user.disabled else "enabled"
    by = "provider" if user.provided else "password"
    return user.name, user.role, state, by, str(user.version), f"{user.time:%Y-%m-%d %H:%M}", user.actor, user.why
