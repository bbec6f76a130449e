"""`forewarn train`: models that foretell failures, made, listed, and put in force."""

from pathlib import Path

import click

from analytics.prognosis.shelf import SHIPPED, Card, ModelError, card, keep, put_in_force, versions
from collectors import registry
from contract.errors import ContractError
from contract.settings import Settings
from forewarn import context
from forewarn.rehearsal.training import Plan, rehearsed
from forewarn.teaching import teach

_USUAL = Plan()


@click.command()
@click.argument("classes", nargs=-1)
@click.option("--machines", default=_USUAL.machines, show_default=True, type=click.IntRange(1, 1000))
@click.option("--days", default=_USUAL.days, show_default=True, type=click.IntRange(30, 730))
@click.option("--seed", default=_USUAL.seed, show_default=True, type=click.IntRange(0))
@click.option("--out", type=click.Path(path_type=Path), help="Folder of models, in place of FOREWARN_MODELS.")
@click.option("--recorded", is_flag=True, help="Learn from the failures that were told of, and their telemetry.")
@click.option("--list", "list_", is_flag=True, help="List the models that there are, with their figures.")
@click.option("--use", metavar="VERSION", help="Put a version in force that there is already, such as the one before.")
def command(
    classes: tuple[str, ...],
    machines: int,
    days: int,
    seed: int,
    out: Path | None,
    recorded: bool,
    list_: bool,
    use: str | None,
) -> None:
    """Train models that foretell failures of CLASSES (all that can be simulated, where none is given).

    Machines of the class are simulated with their failures, some are repaired in time, and what the worker would have
    seen of them day by day is learned from. With --recorded it is learned from failures that people told of instead, as
    `forewarn analyze` does once a day: from ten on by likeness to these courses, from fifty on by trees.

    The model goes into FOREWARN_MODELS with the days that it saw, and a card of what it was made of and how well it
    does on machines that it has not seen. It is in force at once; the one before stays beside it.
    """
    settings = context.load()
    if out is not None:
        settings = settings.model_copy(update={"forewarn_models": out})
    folder = settings.forewarn_models
    if list_:
        _list(folder)
    elif use:
        _use(folder, classes, use)
    elif recorded:
        _recorded(settings, classes)
    else:
        for asset_class in _known(classes):
            _train(folder, asset_class, Plan(machines, days, seed))


def _recorded(settings: Settings, classes: tuple[str, ...]) -> None:
    with context.bar("learning from failures") as tell:
        learned = teach(settings, classes, tell)
    for own in learned:
        click.echo(f"{settings.forewarn_models / own.asset_class / own.version}: {_told(own)}")


def _train(folder: Path, asset_class: str, plan: Plan) -> None:
    with context.bar(f"rehearsing {asset_class}") as tell:
        model, own, days = rehearsed(asset_class, plan, lambda part: tell(round(100 * part), 100))
    click.echo(f"{keep(folder, model, own, days)}: {_told(own)}")


def _known(classes: tuple[str, ...]) -> tuple[str, ...]:
    for name in classes:
        if name not in registry.KINDS:
            raise ContractError("class", f"{name} cannot be simulated; there are {', '.join(registry.KINDS)}")
    return classes or tuple(registry.KINDS)


def _use(folder: Path, classes: tuple[str, ...], version: str) -> None:
    if len(classes) != 1:
        raise click.UsageError("--use wants one class")
    if version not in versions(folder, classes[0]):
        there = ", ".join(versions(folder, classes[0])) or "none"
        raise ModelError(f"{version!r} is no version of {classes[0]} in {folder}; there are: {there}")
    put_in_force(folder, classes[0], version)
    click.echo(f"{classes[0]}: {version} is in force")


def _list(folder: Path) -> None:
    for shelf in (SHIPPED, folder):
        for own in sorted(path.parent.name for path in shelf.glob("*/current")):
            force = card(shelf, own).version
            for version in versions(shelf, own):
                mark = "in force" if version == force else ""
                click.echo(f"{own:<10} {version:<24} {mark:<9} {_told(card(shelf, own, version))}")


def _told(own: Card) -> str:
    return f"{own.method}  " + ", ".join(f"{name} {figure:.3f}" for name, figure in own.figures.items())
