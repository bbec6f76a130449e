"""A policy as a person types it into the form of one row, and as a program sends it."""

from typing import Annotated, Literal, Self
from urllib.parse import urlencode

from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict, Field

from admin import tables
from admin.pages.forms import PageForm, number
from contract.catalogue import Direction
from contract.errors import ContractError

LIMIT_FIELDS = ("crit_low", "warn_low", "warn_high", "crit_high")
"""From low to high, as the pages show them."""
NUMBER_FIELDS = ("sensitivity", "min_deviation", *LIMIT_FIELDS, "dwell_s")
POLICY_FIELDS = ("direction", *NUMBER_FIELDS, "enabled")
"""All that a row says of its signal: the fields that forms set, and the columns of a file."""

TRIAL_DAYS = ("1", "7", "14", "30")
"""On so many of the last days the form offers to try what was typed."""
MOST_ROWS = 500
"""Rows that one request changes."""
NONE = "none"
"""What is typed to take a limit away from many rows."""

Text = Annotated[str, Field(max_length=2000)]


class PolicyForm(PageForm):
    """The form's fields as they were typed."""

    direction: str = ""
    sensitivity: str = ""
    min_deviation: str = ""
    warn_low: str = ""
    warn_high: str = ""
    crit_low: str = ""
    crit_high: str = ""
    dwell_s: str = ""
    enabled: str = ""
    version: str = "0"
    why: str = ""
    days: str = "7"

    def record(self, scope: str, signal: str) -> dict[str, object]:
        """The form as a row of numbers; raises `ContractError` that names the field that holds none."""
        return {
            **{name: number(name, getattr(self, name)) for name in (*NUMBER_FIELDS, "version")},
            "direction": self.direction,
            "enabled": self.enabled == "on",
            "why": self.why,
            "scope": scope,
            "signal": signal,
        }


class Chosen(BaseModel):
    """Which rows the page lists: of a class; or, of all, those that have every word of `q`, or are `changed`.

    With `all`, each of them is ticked.
    """

    asset_class: Annotated[str, Field(alias="class", max_length=200)] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    changed: bool = False
    all: bool = False

    @property
    def searches(self) -> bool:
        """Whether rows of all classes are looked through."""
        return self.changed or bool(self.q.strip())

    @property
    def query(self) -> str:
        """The same as a query string."""
        said = {"class": self.asset_class, "q": self.q, "changed": "on" if self.changed else ""}
        return urlencode({name: value for name, value in said.items() if value})


class ManyForm(Chosen):
    """The form of the ticked rows, each as `VERSION SCOPE/SIGNAL`; an empty field leaves theirs, `none` takes away."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    row: Annotated[list[str], Field(max_length=MOST_ROWS)] = []
    direction: str = ""
    sensitivity: str = ""
    min_deviation: str = ""
    warn_low: str = ""
    warn_high: str = ""
    crit_low: str = ""
    crit_high: str = ""
    dwell_s: str = ""
    enabled: Literal["", "on", "off"] = ""
    why: str = ""

    def seen(self) -> dict[tuple[str, str], int]:
        """The version that was seen of each ticked row; raises `ContractError` where there is none."""
        if not self.row:
            raise ContractError("row", "tick the rows that are to change")
        return dict(map(_ticked, self.row))

    def changes(self) -> dict[str, object]:
        """What is to change; raises `ContractError` that names the field that holds no number, or where nothing is."""
        typed = {name: said for name in NUMBER_FIELDS if (said := getattr(self, name).strip())}
        found: dict[str, object] = {
            name: None if said.lower() == NONE else number(name, said) for name, said in typed.items()
        }
        if self.direction:
            found["direction"] = self.direction
        if self.enabled:
            found["enabled"] = self.enabled == "on"
        if not found:
            raise ContractError("row", "fill in what is to change of the ticked rows")
        return found


def _ticked(said: str) -> tuple[tuple[str, str], int]:
    version, _, name = said.partition(" ")
    scope, _, signal = name.rpartition("/")
    if not (version.isascii() and version.isdigit() and len(version) < 17 and scope):
        raise ContractError("row", f"{said[:100]!r} is no row")
    return (scope, signal), int(version)


class EndForm(PageForm):
    """The form that withdraws a row, with the version that was seen."""

    version: int
    why: str = ""


class Candidate(BaseModel):
    """A whole policy: a limit that is null or left out is no limit, a dwell is the worker's own, and a smallest
    deviation is learned, where the catalogue leaves it to be. `version` and `why` are not looked at."""

    model_config = ConfigDict(extra="forbid", strict=True)

    direction: Direction
    sensitivity: float
    min_deviation: float | None = None
    warn_low: float | None = None
    warn_high: float | None = None
    crit_low: float | None = None
    crit_high: float | None = None
    dwell_s: float | None = None
    enabled: bool = True
    version: int = 0
    why: Text = ""

    def record(self, scope: str, signal: str) -> dict[str, object]:
        """The same as a row."""
        return {**self.model_dump(), "scope": scope, "signal": signal}


class Change(Candidate):
    """A whole policy to set. `version` is the one that was seen, 0 for none."""

    version: int
    why: Text


class Row(BaseModel):
    """One row of many, with the version that was seen, 0 for none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scope: Text
    signal: Text
    version: int


class Changes(BaseModel):
    """What to change of every row: a field that is left out stays, and a limit that is null is taken away."""

    model_config = ConfigDict(extra="forbid", strict=True)

    direction: Direction | None = None
    sensitivity: float | None = None
    min_deviation: float | None = None
    warn_low: float | None = None
    warn_high: float | None = None
    crit_low: float | None = None
    crit_high: float | None = None
    dwell_s: float | None = None
    enabled: bool = True


class Batch(BaseModel):
    """The same changes to many rows, all or nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)

    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]
    changes: Changes
    why: Text

    def seen(self) -> dict[tuple[str, str], int]:
        """The version that was seen of each row; raises `ContractError` for a row that is named twice."""
        found = {(row.scope, row.signal): row.version for row in self.rows}
        if len(found) < len(self.rows):
            raise ContractError("rows", "names a row twice")
        return found


class Revert(BaseModel):
    """A version to go back to, 0 for no row of its own, and `seen`, the version that is the newest."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: int
    seen: int
    why: Text


class Import(BaseModel):
    """A file of rows, as it was exported and changed since; `why` is asked for where it is no dry run."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["toml", "csv"]
    text: Annotated[str, Field(max_length=tables.LONGEST)]
    dry_run: bool = True
    why: Text = ""


class FileForm(BaseModel):
    """The form that sets a file that was looked at."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["toml", "csv"]
    text: Annotated[str, Field(max_length=tables.LONGEST)]
    why: Text = ""

    @classmethod
    def of(cls, file: UploadFile) -> Self:
        """A file as a browser sends it; raises `ContractError` where it is none of text in UTF-8, or too long."""
        text = tables.of_upload(file.file.read())
        is_csv = (file.filename or "").lower().endswith(".csv")
        return cls(format="csv" if is_csv else "toml", text=text)
