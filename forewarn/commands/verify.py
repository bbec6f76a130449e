"""`forewarn verify`: one line for everything that the stack is made of, and an exit status."""

from pathlib import Path

import click

from forewarn import context
from forewarn.commands.doctor import told
from forewarn.stack.findings import Stack, verify
from forewarn.stack.grafana import Api


@click.command()
@click.option(
    "--tokens", default=Path("var/secrets"), show_default=True, type=click.Path(path_type=Path), help="Tokens' folder."
)
@click.option("--telegraf", default="http://127.0.0.1:8186", show_default=True, help="Address of Telegraf's HTTP door.")
@click.option("--admin", default="http://127.0.0.1:8000", show_default=True, help="Address of the admin.")
@click.option("--grafana", default="http://127.0.0.1:3000", show_default=True, help="Address of Grafana.")
def command(tokens: Path, telegraf: str, admin: str, grafana: str) -> None:
    """Check every service, token, bucket, dashboard and alert rule: a line each; status 1 where one fails.

    It needs the operator's token and FOREWARN_GRAFANA_PASSWORD; `make verify` runs it inside the stack.
    """
    settings = context.load()
    api = Api(grafana.rstrip("/"), settings.require("forewarn_grafana_password"))
    with context.gateway(settings, component="operator") as gateway:
        stack = Stack(gateway, tokens, telegraf.rstrip("/"), admin.rstrip("/"), api)
        healthy = [told(finding, width=36) for finding in verify(stack)]
    raise SystemExit(0 if all(healthy) else 1)
