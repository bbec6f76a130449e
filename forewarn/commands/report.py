"""`forewarn report`: a stretch of time of an asset, or of the fleet, as one page."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from admin.store import Store
from contract.errors import SettingsError
from contract.files import write_whole
from contract.settings import Settings
from forewarn import context
from forewarn.report import asset as of_asset
from forewarn.report import fleet as of_fleet
from forewarn.report.span import span

ASSET_DAYS, FLEET_DAYS = 7, 31
"""How many days a report is of where nobody says."""


class Day(click.ParamType[date]):
    """A day such as 2026-11-01."""

    name = "DAY"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """See `click.ParamType`."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{str(value)[:100]!r} is no day such as 2026-11-01", param, ctx)


@click.command()
@click.option("--asset", help="The asset that it is of.")
@click.option("--fleet", is_flag=True, help="Of the whole fleet.")
@click.option("--from", "since", type=Day(), help="The first day; by default the last 7 of an asset, 31 of the fleet.")
@click.option("--to", "until", type=Day(), help="The day that it ends before; by default it goes on until now.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
def command(asset: str | None, *, fleet: bool, since: date | None, until: date | None, out: Path) -> None:
    """Write a report of an asset or of the fleet as one HTML file, which is read and printed with nothing beside it.

    Days are those of the site's time zone.
    """
    if (asset is not None) == fleet:
        raise click.UsageError("give either --asset or --fleet")
    if out.is_dir() or not out.parent.is_dir():
        raise SettingsError(f"--out: {out}: {'is a folder' if out.is_dir() else 'its folder is not there'}")
    settings = context.load()
    with context.gateway(settings, component="admin") as gateway:
        store = Store(gateway)
        try:
            write_whole(out, _page(store, settings, asset, since, until))
        finally:
            store.close()
    click.echo(f"the report is in {out}")


def _page(store: Store, settings: Settings, asset: str | None, since: date | None, until: date | None) -> str:
    now, zones = datetime.now(UTC), settings.zones
    if asset is None:
        return of_fleet.report(store, span(since, until, FLEET_DAYS, zones.default, now), now)
    found = of_asset.known(store, asset)
    return of_asset.report(store, found, span(since, until, ASSET_DAYS, zones.of(found.site), now), now)
