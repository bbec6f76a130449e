"""The simulator page: its state, the faults under way, and forms that become orders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from admin.names import class_label
from admin.pages.rendering import exact, span
from admin.pages.typed import number
from admin.simulator.client import Simulator, no_simulator
from contract.control import Inject, Keep, Mode, Modes, Order, Start, Status
from contract.errors import ContractError
from web.errors import ApiError, problem_of

CAUGHT_UP_S = 5.0
"""Behind the clock by less than this counts as live."""

Of = TypeVar("Of", bound=Order)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=200)


class PaceForm(_Form):
    """Fields as they were typed; an empty `speed` is as fast as it goes."""

    rate_hz: str = ""
    speed: str = ""
    since: str = ""


class InjectForm(_Form):
    """Fields as they were typed; what is empty is left to the simulator."""

    asset: str = ""
    mode: str = ""
    signal: str = ""
    amount: str = ""
    grow: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has chosen or typed so far."""

    asset: str = ""
    pace: PaceForm | None = None
    fault: InjectForm | None = None


def attempt(simulator: Simulator | None, action: Callable[[Simulator], object]) -> ApiError | None:
    """Do something with the simulator; what is wrong where it cannot be done."""
    try:
        if simulator is None:
            raise no_simulator()
        action(simulator)
    except (ApiError, ContractError) as error:
        return problem_of(error)
    return None


def start_order(form: PaceForm) -> Start:
    """The form as an order; raises `ContractError` that names the field that is wrong."""
    rate_hz, speed = (_typed(name, getattr(form, name)) for name in ("rate_hz", "speed"))
    return _order(Start, rate_hz=rate_hz, speed=speed, since=form.since)


def keep_order(form: PaceForm) -> Keep:
    """The form as an order; raises `ContractError` that names the field that is wrong."""
    # What is left out stays as it is, so that an empty speed has to be said.
    return _order(Keep, rate_hz=_typed("rate_hz", form.rate_hz), speed=number("speed", form.speed))


def inject_order(form: InjectForm) -> Inject:
    """The form as an order; raises `ContractError` that names the field that is wrong."""
    return _order(Inject, **{**form.model_dump(), "amount": _typed("amount", form.amount)})


def simulator_view(simulator: Simulator | None, typed: Typed, problem: ApiError | None = None) -> dict[str, Any]:
    """Everything that `simulator.html` shows; `away` says why there is nothing to show."""
    try:
        if simulator is None:
            raise no_simulator()
        status, faults, modes = simulator.status(), simulator.faults(), simulator.modes()
    except ApiError as error:
        return {"away": error.message, "problem": problem if problem and problem.field != "simulator" else None}
    asset = typed.asset if typed.asset in modes.assets else next(iter(modes.assets))
    pace = PaceForm(rate_hz=exact(status.rate_hz), speed=exact(status.speed))
    return {
        "away": "",
        "problem": problem,
        "status": status,
        "behind": _behind(status),
        "assets": [f"{class_label(name)} {count}" for name, count in status.assets.items()],
        "faults": faults,
        "pace": typed.pace or pace,
        "fault": typed.fault or InjectForm(),
        "chosen": asset,
        "names": sorted(modes.assets),
        **_choices(modes, asset),
    }


def _choices(modes: Modes, asset: str) -> dict[str, Any]:
    found = modes.kinds[modes.assets[asset]]
    machine = [mode for mode in found if mode.scope == "machine"]
    data = [mode for mode in found if mode.scope != "machine"]
    signals = sorted({signal for mode in data for signal in mode.signals})
    return {"machine_modes": machine, "data_modes": data, "signals": signals, "grows": _grows(found)}


def _grows(modes: list[Mode]) -> dict[str, str]:
    """How long each mode grows where nobody says it, in words."""
    lengths = {mode.mode: timedelta(seconds=mode.grow_s) for mode in modes}
    return {mode: f"in {span(length)}" if length else "at once" for mode, length in lengths.items()}


def _behind(status: Status) -> str:
    """How far it is behind the clock, in words."""
    live = status.running and status.behind_s < CAUGHT_UP_S
    return "live" if live else span(timedelta(seconds=status.behind_s))


def _order(order: type[Of], **values: object) -> Of:
    """An order of what was typed; "" is left out."""
    try:
        return order.model_validate({name: value for name, value in values.items() if value != ""})
    except ValidationError as error:
        first = error.errors()[0]
        raise ContractError(str(first["loc"][-1]), str(first["msg"])) from None


def _typed(field: str, text: str) -> float | str:
    """The number that was typed, "" for none."""
    found = number(field, text)
    return "" if found is None else found
