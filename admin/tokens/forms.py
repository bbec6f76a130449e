"""A token as a program asks for it."""

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import Text
from admin.roles import Role


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
