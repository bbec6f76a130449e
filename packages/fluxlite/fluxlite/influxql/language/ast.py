"""The tree of a text: expressions, sources and statements."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number; an int is an integer, a float has a point."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Text:
    """A text, or a time written as one."""

    value: str


@dataclass(frozen=True, slots=True)
class Boolean:
    """true or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, nanoseconds."""

    value: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A field, a tag, or `time`; `cast` is what stands behind `::`, such as `field` or `tag`."""

    text: str
    cast: str = ""


@dataclass(frozen=True, slots=True)
class Star:
    """All fields and tags, or only those that `cast` says."""

    cast: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A function, its name in lower case, and its arguments."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions and what stands between them."""

    operator: str
    left: "Expression"
    right: "Expression"


Expression: TypeAlias = Number | Text | Boolean | Duration | Pattern | Name | Star | Call | Binary


@dataclass(frozen=True, slots=True)
class Source:
    """Measurements by name or by pattern, where neither stands all; of a database and policy, or the request's."""

    name: str = ""
    pattern: Pattern | None = None
    database: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is asked for, and the name that it is to have."""

    expression: Expression
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted; a limit of 0 is none."""

    limit: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Select:
    """SELECT."""

    columns: tuple[Column, ...]
    sources: tuple[Source, ...]
    condition: Expression | None = None
    dimensions: tuple[Expression, ...] = ()
    fill: Literal["null", "none", "previous", "linear"] | float = "null"
    descending: bool = False
    page: Page = field(default_factory=Page)
    series_page: Page = field(default_factory=Page)
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """SHOW: `what` is such as `TAG KEYS`. `keys` says which tag keys are meant: an operator and texts or a pattern."""

    what: str
    database: str = ""
    policy: str = ""
    sources: tuple[Source, ...] = ()
    keys: tuple[str, tuple[str, ...] | Pattern] | None = None
    condition: Expression | None = None
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A statement that InfluxQL has, and that is refused by its name."""

    name: str


Statement: TypeAlias = Select | Show | Lacking
