"""The calendar of tasks, and signed links to it for calendars that cannot send a token."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from admin.auth import links
from admin.auth.accounts import Account, Accounts
from admin.auth.links import Links, Pairs
from admin.outside import Outside
from admin.pages.forms import Text
from admin.store import Store
from admin.tasks import repository
from admin.tasks.calendar import calendar
from admin.tasks.schedule import Scheduled
from admin.tasks.service import Choice, chosen

PATH = "/api/v1/feed/tasks.ics"
LONGEST_DAYS = 366


class LinkForm(BaseModel):
    """Whose tasks a link is to, "" for all, and for how many days it holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    site: Text = ""
    assignee: Text = ""
    days: int = Field(default=365, ge=1, le=LONGEST_DAYS)

    def pairs(self) -> list[tuple[str, str]]:
        """It as the query of a link, without what is left out."""
        return [(name, said) for name in ("site", "assignee") if (said := getattr(self, name))]


class Link(BaseModel):
    """An address that gives the calendar to whoever has it, until it expires."""

    url: str
    expires: datetime


def signing(secret: str) -> Links:
    """What signs these links."""
    return Links(secret, "tasks link", PATH)


def make_link(signer: Links, store: Store, form: LinkForm, account: Account, outside: Outside) -> Link:
    """A link by which a calendar reads what its maker may. Raises `GatewayError`."""
    path, expires = signer.make(form.pairs(), account, form.days)
    until = datetime.fromtimestamp(expires, UTC)
    repository.note_link(store, form.pairs(), account.name, until.isoformat())
    return Link(url=f"{outside.address}{path}", expires=until)


async def linked(signer: Links, accounts: Accounts, query: Pairs) -> Choice:
    """The tasks that a link is to. Raises a 403 `ApiError` for one that does not hold, and `GatewayError`."""
    asked = links.read(query)
    signer.check(asked, await accounts.by_actor(asked.by))
    said = dict(asked.pairs)
    return Choice(site=said.get("site", ""), assignee=said.get("assignee", ""))


def written(found: Sequence[Scheduled], choice: Choice, outside: Outside) -> str:
    """The calendar of the tasks of a choice."""
    name = " ".join(filter(None, ("Forewarn tasks", choice.site, choice.assignee)))
    return calendar(chosen(found, choice), datetime.now(UTC), outside.address, name)
