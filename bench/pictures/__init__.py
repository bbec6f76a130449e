"""The pictures and the page of docs/simulators: what healthy machines do in a day, and what each fault does to them.

    forewarn bench pictures [--out docs]

`twins` simulates, `days`, `effects` and `data_faults` draw on a `canvas`, `page` writes the text; all of it follows the
catalogue and the failure modes as data. Only what draws needs matplotlib, which is a development dependency.
"""

from pathlib import Path

import click


def measure(out: Path) -> None:
    """Draw everything into a folder. Raises `ClickException` where what draws is not installed."""
    try:
        from bench.pictures.draw import draw
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is missing: install requirements-dev.lock, or run `make pictures`"
        ) from error
    draw(out)
