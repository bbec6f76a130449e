"""Orders to the simulator as a person types them."""

from typing import TypeVar

from pydantic import ConfigDict, ValidationError

from admin.pages.forms import PageForm, number
from contract.control import Inject, Keep, Order, Start
from contract.errors import ContractError

Of = TypeVar("Of", bound=Order)


class PaceForm(PageForm):
    """Fields as they were typed; an empty `speed` is as fast as it goes."""

    model_config = ConfigDict(str_max_length=200)

    rate_hz: str = ""
    speed: str = ""
    since: str = ""

    def start(self) -> Start:
        """The form as an order; raises `ContractError` that names the field that is wrong."""
        return _order(Start, rate_hz=_typed(self, "rate_hz"), speed=_typed(self, "speed"), since=self.since)

    def keep(self) -> Keep:
        """The form as an order; raises `ContractError` that names the field that is wrong."""
        # What is left out stays as it is, so that an empty speed has to be said.
        return _order(Keep, rate_hz=_typed(self, "rate_hz"), speed=number("speed", self.speed))


class InjectForm(PageForm):
    """Fields as they were typed; what is empty is left to the simulator."""

    model_config = ConfigDict(str_max_length=200)

    asset: str = ""
    mode: str = ""
    signal: str = ""
    amount: str = ""
    grow: str = ""

    def inject(self) -> Inject:
        """The form as an order; raises `ContractError` that names the field that is wrong."""
        return _order(Inject, **{**self.model_dump(), "amount": _typed(self, "amount")})


def _order(order: type[Of], **values: object) -> Of:
    """An order of what was typed; "" is left out."""
    try:
        return order.model_validate({name: value for name, value in values.items() if value != ""})
    except ValidationError as error:
        first = error.errors()[0]
        raise ContractError(str(first["loc"][-1]), str(first["msg"])) from None


def _typed(form: PageForm, field: str) -> float | str:
    """The number that was typed, "" for none."""
    found = number(field, getattr(form, field))
    return "" if found is None else found
