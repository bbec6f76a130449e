"""A token as a program asks for it, and as a person does on the page."""

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import PageForm, Text, number
from admin.roles import Role
from contract.errors import ContractError


class NewToken(BaseModel):
    """A token to make for a program, for so many days; `why` is for the audit."""

    model_config = ConfigDict(extra="forbid", strict=True)

    program: Text
    role: Text = Field(json_schema_extra={"enum": list(Role)})
    days: int = Field(90, ge=1, le=3650)
    why: Text


class Revocation(BaseModel):
    """The end of a token, whose newest `version` was seen."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: int = Field(ge=0, le=2**62)
    why: Text


class NewForm(PageForm):
    """The fields of a token to make as they were typed."""

    program: str = ""
    role: str = Role.VIEWER
    days: str = "90"
    why: str = ""

    def whole_days(self) -> int:
        """For how many days; raises `ContractError` for what is no whole number."""
        days = number("days", self.days)
        if days is None or not days.is_integer():
            raise ContractError("days", "is not a whole number")
        return int(days)


class RevokeForm(PageForm):
    """The end of a token as it was typed."""

    version: int = Field(ge=0, le=2**62)
    why: str = ""
