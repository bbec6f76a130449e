"""Finding the acceptance cases of checkouts: the `testcase` blocks of their `_test.flux` files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import CompileError
from fluxlite.flux.language.parser import parse

_WHAT = "the testcase "
_RUNNERS_OWN = "cmd/"
"""Where upstream keeps the cases that its test runner is tested with."""
Statements = tuple[ast.Statement, ...]


@dataclass(frozen=True)
class Source:
    """A case as its file has it: the statements that the file's cases share, and its own."""

    imports: tuple[ast.Import, ...]
    shared: Statements
    own: Statements
    extends: str | None


@dataclass(frozen=True)
class Case:
    """One case; its script is what all cases of its file share and then its own, as upstream's runner builds it."""

    title: str
    script: ast.File
    flaw: str | None = None
    """Why the file cannot be read; all its cases then stand here as one."""


def find(checkouts: Sequence[Path]) -> list[Case]:
    """All cases of some checkouts, by path; a case may extend one of another checkout."""
    sources: dict[str, Source] = {}
    flaws: dict[str, str] = {}
    for checkout in checkouts:
        for path in sorted(checkout.rglob("*_test.flux")):
            name = path.relative_to(checkout).as_posix()
            if name.startswith(_RUNNERS_OWN):
                continue
            try:
                sources.update(_sources(name, parse(path.read_text(encoding="utf-8"))))
            except CompileError as error:
                flaws[f"{name} (all)"] = f"cannot be read: {error.message}"
    unread = [Case(title, ast.File((), ()), flaw) for title, flaw in flaws.items()]
    return [*(_case(title, source, sources) for title, source in sources.items()), *unread]


def _sources(name: str, file: ast.File) -> Iterator[tuple[str, Source]]:
    shared = tuple(statement for statement in file.body if not isinstance(statement, ast.UnsupportedStatement))
    for statement in file.body:
        if isinstance(statement, ast.UnsupportedStatement) and statement.body is not None:
            title = f"{name} {statement.what.removeprefix(_WHAT)}"
            yield title, Source(file.imports, shared, statement.body.body, statement.extends)


def _case(title: str, source: Source, sources: Mapping[str, Source]) -> Case:
    if source.extends is None:
        return Case(title, ast.File(source.imports, source.shared + source.own))
    path, _, name = source.extends.partition("/")[2].rpartition(".")
    parent = sources.get(f"stdlib/{path}.flux {name}")
    if parent is None:
        return Case(title, ast.File((), ()), f"extends {source.extends}, which is not in the checkouts")
    known = {item.path for item in source.imports}
    imports = (*source.imports, *(item for item in parent.imports if item.path not in known))
    own = [inner for statement in source.own for inner in (parent.own if _is_super(statement) else (statement,))]
    return Case(title, ast.File(imports, (*source.shared, *parent.shared, *own)))


def _is_super(statement: ast.Statement) -> bool:
    call = statement.expression if isinstance(statement, ast.ExpressionStatement) else None
    return (
        isinstance(call, ast.CallExpression) and isinstance(call.callee, ast.Identifier) and call.callee.name == "super"
    )
