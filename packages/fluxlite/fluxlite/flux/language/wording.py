"""How messages name the arguments of a function and their types."""

from collections.abc import Container, Iterable

from fluxlite.flux.language.registry import Builtin


def unexpected(function: Builtin, name: str, given: Container[str]) -> str:
    """The text for an argument that a function does not have: it names those that could still be given."""
    return unexpected_among(name, [item.name for item in function.parameters if not item.piped], given)


def unexpected_among(name: str, names: Iterable[str], given: Container[str]) -> str:
    """The same for any list of parameters."""
    others = [f"`{other}`" for other in names if other not in given]
    if not others:
        return f"found unexpected argument {name}"
    listed = ", ".join(others[:-1]) + f" or {others[-1]}" if len(others) > 1 else others[0]
    one_of = " one of" if len(others) > 1 else ""
    return f"found unexpected argument {name} (Expected{one_of} {listed})"


def expected_name(kind: str) -> str:
    """A parameter's kind as InfluxDB's messages write it."""
    return {"stream": "stream[A]", "[stream]": "[stream[A]]", "{stream}": "{A with B}", "array": "[A]"}.get(kind, kind)
