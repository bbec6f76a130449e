"""A window of maintenance as a person types it on the asset page, and as a program sends it."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import LOCAL, PageForm, Text


class WorkForm(PageForm):
    """The form's fields as they were typed, times as `2026-11-21T08:00` in UTC."""

    begin: str = ""
    until: str = ""
    what: str = ""
    actor: str = ""
    relearn: str = ""

    @classmethod
    def next_hour(cls, now: datetime) -> Self:
        """A form for the hour that begins now."""
        return cls(begin=f"{now:{LOCAL}}", until=f"{now + timedelta(hours=1):{LOCAL}}")

    def record(self, asset: str) -> dict[str, str | bool]:
        """The form as a row of config/maintenance."""
        return {
            "asset": asset,
            "from": f"{self.begin}Z",
            "until": f"{self.until}Z",
            "what": self.what,
            "actor": self.actor,
            "relearn": self.relearn == "on",
        }


class Told(BaseModel):
    """A window. Without `actor` it is by who tells it, without `signals` on all of them.

    With `relearn` the level of its signals is estimated anew afterwards.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    asset: Text
    begin: Text = Field(alias="from", json_schema_extra={"format": "date-time"})
    until: Text = Field(json_schema_extra={"format": "date-time"})
    what: Text
    relearn: bool = False
    actor: Text = ""
    signals: list[Text] = []

    def record(self) -> dict[str, str | bool]:
        """The same as a row of config/maintenance."""
        return {**self.model_dump(by_alias=True), "signals": ",".join(self.signals)}
