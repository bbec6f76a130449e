"""Every class of some folders: whole, or refused by file, line, key and reason."""

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from contract.catalogue.borrowed import fitted
from contract.catalogue.build import build
from contract.catalogue.consistency import problems
from contract.catalogue.document import NAME, ClassDocument
from contract.catalogue.stack import Library, Stack
from contract.catalogue.types import ClassSpec
from contract.documents import DocumentError, reason_of

_OF_A_KEY = "[key]"


def classes(folders: Sequence[Path]) -> dict[str, ClassSpec]:
    """The classes by name, in order of folder and file; raises `DocumentError` for the first thing that is wrong."""
    library = Library(folders)
    return {name: _class(name, library) for name in library.classes}


def _class(name: str, library: Library) -> ClassSpec:
    if not re.match(NAME, name):
        path = library.classes[name][-1]
        raise DocumentError(path, 0, "", f"names a class {name!r}: small letters, digits and _ only, a letter first")
    stack = library.stack(name)
    found = fitted(_document(stack), stack, library)
    for place, reason in problems(found):
        raise stack.fault(place, reason)
    return build(name, found)


def _document(stack: Stack) -> ClassDocument:
    try:
        return ClassDocument.model_validate(stack.table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = tuple(step for step in first["loc"] if step != _OF_A_KEY)
        raise stack.fault(place, reason_of(first)) from error
