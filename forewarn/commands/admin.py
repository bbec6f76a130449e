"""`forewarn admin`: pages and JSON API."""

import click

from admin.serve import main
from contract.catalogue.watch import watch
from forewarn import context
from forewarn.lifetime import end_with_parent
from forewarn.ports import need_free


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(with_parent: bool) -> None:
    """Serve the admin: the fleet ranked by risk, assets with their signals, thresholds, and the same as JSON.

    Address and secrets are settings: FOREWARN_ADMIN_HOST, _PORT, _USER, _PASSWORD, _TOKEN, FOREWARN_SESSION_SECRET.
    """
    settings = context.load()
    if settings.forewarn_admin_port:
        need_free(settings.forewarn_admin_host, settings.forewarn_admin_port, "admin", "FOREWARN_ADMIN_PORT")
    if with_parent:
        end_with_parent()
    watch(settings.forewarn_machines).follow()
    raise SystemExit(main(settings))
