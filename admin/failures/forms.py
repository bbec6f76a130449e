"""A failure as a person types it on the asset page, and as a program sends it."""

from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import LOCAL, PageForm, Text


class FailureForm(PageForm):
    """The form's fields as they were typed, the time as `2026-11-21T08:00` in UTC."""

    failed_at: str = ""
    failure: str = ""
    mode: str = ""
    teller: str = ""

    @classmethod
    def just_now(cls) -> Self:
        """A form for a failure of this minute."""
        return cls(failed_at=f"{datetime.now(UTC):{LOCAL}}")

    def told(self, asset: str) -> "Told":
        """The same as a program would send it."""
        return Told(asset=asset, at=f"{self.failed_at}Z", what=self.failure, mode=self.mode, actor=self.teller)


class Told(BaseModel):
    """A failure. Without `actor` it is by who tells it, without `mode` of none of the class's failure modes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    asset: Text
    at: Text = Field(json_schema_extra={"format": "date-time"})
    what: Text
    mode: Text = ""
    actor: Text = ""
