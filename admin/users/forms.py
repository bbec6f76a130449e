"""A user as a program sends it, and as a person types it on a page."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from admin.pages.forms import PageForm, Text
from admin.roles import Role


class NewUser(BaseModel):
    """A user to add; `why` is for the audit."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Text
    role: Text = Field(json_schema_extra={"enum": list(Role)})
    password: SecretStr | None = Field(None, max_length=1000, description="12 to 200 characters")
    subject: Text = Field("", description="instead of a password: the identity provider's own name of the user")
    why: Text


class Change(BaseModel):
    """What to change of a user, whose newest `version` was seen; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: int = Field(ge=0, le=2**62)
    why: Text
    role: Text | None = Field(None, json_schema_extra={"enum": list(Role)})
    password: SecretStr | None = Field(None, max_length=1000)
    disabled: bool | None = None


class NewForm(PageForm):
    """The fields of a user to add as they were typed."""

    name: str = ""
    role: str = Role.VIEWER
    password: SecretStr = Field(default=SecretStr(""), max_length=1000)
    subject: str = ""
    why: str = ""


class ChangeForm(PageForm):
    """The fields of a user to change as they were typed; an empty password stays as it is."""

    version: int = Field(ge=0, le=2**62)
    role: str
    enabled: str = ""
    password: SecretStr = Field(default=SecretStr(""), max_length=1000)
    why: str = ""
