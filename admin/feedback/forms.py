"""An answer to an incident as a person types it on its page, and as a program sends it."""

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import MOMENT_OR_NONE, PageForm, Text
from analytics.policies.feedback import Verdict


class AnswerForm(PageForm):
    """The form's fields as they were typed, the time as `2026-11-21T08:00` in UTC."""

    verdict: str = ""
    cause: str = ""
    until: str = ""
    note: str = ""
    mechanism: str = ""
    detection: str = ""
    activity: str = ""
    teller: str = ""

    def said(self) -> "Said":
        """The same as a program would send it."""
        fields = self.model_dump(exclude={"teller", "until"})
        return Said(**fields, until=f"{self.until}Z" if self.until else "", actor=self.teller)


class Said(BaseModel):
    """An answer: a verdict, and where it is `true` what it was. Without `actor` it is by who tells it.

    A snooze lasts until `until`, or until the incident is over. `cause` is a failure mode of the class or any other
    name; `mechanism`, `detection` and `activity` are those of ISO 14224.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Text = Field(json_schema_extra={"enum": list(Verdict)})
    cause: Text = ""
    until: Text = Field("", json_schema_extra=MOMENT_OR_NONE)
    note: Text = ""
    mechanism: Text = ""
    detection: Text = ""
    activity: Text = ""
    actor: Text = ""
