"""A new password as a person types it."""

from pydantic import Field, SecretStr

from admin.pages.forms import PageForm


class PasswordForm(PageForm):
    """The fields of the form; the new password is typed twice, as nobody sees it."""

    old: SecretStr = Field(default=SecretStr(""), max_length=1000)
    new: SecretStr = Field(default=SecretStr(""), max_length=1000)
    again: SecretStr = Field(default=SecretStr(""), max_length=1000)
