"""Packages `strings` and `regexp`."""

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import INT, NULL, STRING, kind_name, plain
from fluxlite.flux.blocks.values import ArrayValue, ListColumn, Regex, Value, is_basic, is_column
from fluxlite.flux.language.errors import TableError
from fluxlite.flux.language.registry import elementwise
from fluxlite.flux.run.evaluate import NeedsRows

MAX_TEXT = 1_000_000
"""Bytes that `strings.repeat` may make of one text."""
_EMPTY = pa.scalar("", STRING)
_WORD = re.compile(r"(?<![0-9A-Za-z_]|[^\x00-\x7f\s])[^\W\d_]")
"""The first letter of a word: what follows neither a letter nor a digit of ASCII, nor anything else but a blank."""
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|(\((?!\?)|\(\?P?<\w+>)", re.DOTALL)
"""What may hold a bracket in a regular expression: escapes, character classes, and (captured) what begins a group."""
_REFERENCE = re.compile(r"\\|\$\$|\$(\w+)|\$\{(\w+)\}")
"""What a replacement does not take as it stands."""


_ARGUMENT = 'expected argument "{}" to be of type string, got type {{}}'
_CHANGE = "cannot convert argument of type {} to upper case"
_PART = "procedure cannot be executed"
_MATCH = "cannot execute function containing argument r of type regexp value {} and argument v of type {{}}"


def _plain(value: Value, name: str = "v") -> Any:
    """A scalar argument of a text function as Python's; columns are for the way row by row."""
    if is_column(value):
        raise NeedsRows
    return _text(value, _ARGUMENT.format(name)).as_py()


def _text(value: Value, flaw: str = _ARGUMENT.format("v")) -> Value:
    """A text or a column of texts, of which none is null."""
    if value.type == NULL:
        raise TableError(flaw.format("invalid value {}"))
    if value.null_count if is_column(value) else not value.is_valid:
        raise TableError(flaw.format(f"{kind_name(value.type)} value <nil>"))
    return value


@elementwise("strings", "toLower", "(v: string)")
def to_lower(v: Value) -> Value:
    """Text in small letters."""
    return pc.utf8_lower(_text(v, _CHANGE))


@elementwise("strings", "toUpper", "(v: string)")
def to_upper(v: Value) -> Value:
    """Text in capitals."""
    text = _text(v, _CHANGE)
    if pc.any(pc.match_substring(text, "ß") if is_column(text) else pa.array(["ß" in (text.as_py() or "")])).as_py():
        return _on_texts(lambda one: "".join(_single(letter.upper(), letter) for letter in one), text)
    return pc.utf8_upper(text)


@elementwise("strings", "title", "(v: string)")
def title(v: Value) -> Value:
    """Text with the first letter of every word capital."""
    return _on_texts(_titled, _text(v, _CHANGE))


def _on_texts(change: Callable[[str], str], v: Value) -> Value:
    """What Arrow has no function for, text by text, each different one once."""
    if not is_column(v):
        return pa.scalar(change(v.as_py()) if v.is_valid else None, STRING)
    encoded = v.dictionary_encode()
    return pa.array([change(text) for text in encoded.dictionary.to_pylist()], STRING).take(encoded.indices)


def _titled(text: str) -> str:
    return _WORD.sub(lambda found: _single(found.group().title(), found.group()), text)


def _single(changed: str, letter: str) -> str:
    """A changed letter, unless it has become several, as `ß` would."""
    return changed if len(changed) == 1 else letter


@elementwise("strings", "trimSpace", "(v: string)")
def trim_space(v: Value) -> Value:
    """Text without blanks at its ends."""
    return pc.utf8_trim_whitespace(_text(v, _CHANGE))


@elementwise("strings", "trim", "(v: string, cutset: string)")
def trim(v: Value, cutset: Value) -> Value:
    """Text without some characters at its ends."""
    return pc.utf8_trim(_text(v), characters=_plain(cutset, "cutset"))


@elementwise("strings", "trimLeft", "(v: string, cutset: string)")
def trim_left(v: Value, cutset: Value) -> Value:
    """Text without some characters at its start."""
    return pc.utf8_ltrim(_text(v), characters=_plain(cutset, "cutset"))


@elementwise("strings", "trimRight", "(v: string, cutset: string)")
def trim_right(v: Value, cutset: Value) -> Value:
    """Text without some characters at its end."""
    return pc.utf8_rtrim(_text(v), characters=_plain(cutset, "cutset"))


@elementwise("strings", "trimPrefix", "(v: string, prefix: string)")
def trim_prefix(v: Value, prefix: Value) -> Value:
    """Text without a beginning."""
    start = _plain(prefix, "prefix")
    found = pc.starts_with(_text(v), start)
    return pc.if_else(found, pc.utf8_slice_codeunits(_text(v), len(start), 2**31 - 1), _text(v))


@elementwise("strings", "trimSuffix", "(v: string, suffix: string)")
def trim_suffix(v: Value, suffix: Value) -> Value:
    """Text without an end."""
    end = _plain(suffix, "suffix")
    if not end:
        return _text(v)
    found = pc.ends_with(_text(v), end)
    return pc.if_else(found, pc.utf8_slice_codeunits(_text(v), 0, -len(end)), _text(v))


@elementwise("strings", "hasPrefix", "(v: string, prefix: string)")
def has_prefix(v: Value, prefix: Value) -> Value:
    """Whether text begins so."""
    return pc.starts_with(_text(v), _plain(prefix, "prefix"))


@elementwise("strings", "hasSuffix", "(v: string, suffix: string)")
def has_suffix(v: Value, suffix: Value) -> Value:
    """Whether text ends so."""
    return pc.ends_with(_text(v), _plain(suffix, "suffix"))


@elementwise("strings", "containsStr", "(v: string, substr: string)")
def contains_str(v: Value, substr: Value) -> Value:
    """Whether text contains another."""
    return pc.match_substring(_text(v), _plain(substr, "substr"))


@elementwise("strings", "countStr", "(v: string, substr: string)")
def count_str(v: Value, substr: Value) -> Value:
    """How often text contains another."""
    if not _plain(substr, "substr"):
        return pc.add(pc.utf8_length(_text(v)).cast(INT), 1)
    return pc.count_substring(_text(v), _plain(substr, "substr")).cast(INT)


@elementwise("strings", "strlen", "(v: string)")
def strlen(v: Value) -> Value:
    """The number of characters."""
    return pc.utf8_length(_text(v, _PART)).cast(INT)


@elementwise("strings", "substring", "(v: string, start: int, end: int)")
def substring(v: Value, start: Value, end: Value) -> Value:
    """Characters from `start` to `end` (excluded); bounds outside the text are moved to its ends."""
    return pc.utf8_slice_codeunits(_text(v, _PART), max(_plain(start, "start"), 0), max(_plain(end, "end"), 0))


@elementwise("strings", "replaceAll", "(v: string, t: string, u: string)")
def replace_all(v: Value, t: Value, u: Value) -> Value:
    """Every `t` replaced by `u`."""
    return _replaced(v, _plain(t, "t"), _plain(u, "u"), -1)


@elementwise("strings", "replace", "(v: string, t: string, u: string, i: int)")
def replace(v: Value, t: Value, u: Value, i: Value) -> Value:
    """The first `i` of `t` replaced by `u`."""
    return _replaced(v, _plain(t, "t"), _plain(u, "u"), _plain(i, "i"))


def _replaced(v: Value, old: str, new: str, count: int) -> Value:
    if not old:  # stands before each character and at the end; Arrow would search for ever
        return _on_texts(lambda text: text.replace(old, new, count), _text(v))
    return pc.replace_substring(_text(v), old, new, max_replacements=None if count < 0 else count)


@elementwise("strings", "joinStr", "(arr: [string], v: string)")
def join_str(arr: ArrayValue, v: Value) -> Value:
    """Texts one after the other, with `v` between them."""
    if not arr.elements:
        return _EMPTY
    if any(not is_basic(item) or item.type != STRING for item in arr.elements):
        raise TableError("expected [string] in strings.joinStr")
    return pc.binary_join_element_wise(*arr.elements, v)


@elementwise("strings", "split", "(v: string, t: string)")
def split(v: Value, t: Value) -> ArrayValue | ListColumn:
    """The pieces of a text between separators."""
    if is_column(v) and not is_column(t):
        return _split_column(v, _plain(t, "t"))
    text, separator = _plain(v), _plain(t, "t")
    pieces = text.split(separator) if separator else list(text)
    return ArrayValue([pa.scalar(piece, STRING) for piece in pieces])


def _split_column(texts: pa.Array, separator: str) -> ListColumn:
    if texts.type == NULL or texts.null_count or not separator:
        raise NeedsRows
    return ListColumn(pc.split_pattern(texts, separator))


@elementwise("strings", "repeat", "(v: string, i: int)")
def repeat(v: Value, i: Value) -> Value:
    """Text several times over."""
    text, count = _text(v), _plain(i, "i")
    if count < 0:
        raise TableError("strings: negative Repeat count")
    longest = pc.max(pc.binary_length(text)).as_py() if is_column(text) else len((text.as_py() or "").encode())
    if (longest or 0) * count > MAX_TEXT:
        raise TableError(f"strings.repeat would give more than {MAX_TEXT} bytes")
    return pc.binary_repeat(text, count)


@elementwise("strings", "equalFold", "(v: string, t: string)")
def equal_fold(v: Value, t: Value) -> Value:
    """Whether two texts differ at most in capitals."""
    return pc.equal(pc.utf8_lower(_text(v)), pc.utf8_lower(_text(t, _ARGUMENT.format("t"))))


@elementwise("universe", "contains", "(value: any, set: array)")
def contains(value: Value, **given: ArrayValue) -> Value:
    """Whether an array has a value."""
    elements = given["set"].elements
    if any(is_column(item) for item in elements):
        raise NeedsRows
    elements = [item for item in elements if item.type != NULL]
    if not elements or value.type == NULL:
        return pa.scalar(False) if not is_column(value) else pa.repeat(False, len(value))
    if elements[0].type != value.type:
        raise TableError(f"value must be of the set's type, got {value.type} and {elements[0].type}")
    members = pa.array([plain(item) for item in elements], value.type)
    return pc.is_in(value, value_set=members)


@elementwise("regexp", "compile", "(v: string)")
def compile_(v: Value) -> Regex:
    """A regular expression from text."""
    return Regex(_plain(v))


@elementwise("regexp", "quoteMeta", "(v: string)")
def quote_meta(v: Value) -> Value:
    """Text with everything escaped that means something in a regular expression."""
    return pc.replace_substring_regex(_text(v), r"([\\.+*?()|\[\]{}^$])", r"\\\1")


@elementwise("regexp", "matchRegexpString", "(r: regexp, v: string)")
def match_string(r: Regex, v: Value) -> Value:
    """Whether a regular expression matches."""
    return pc.match_substring_regex(_text(v, _MATCH.format(r.pattern)), r.pattern)


@elementwise("regexp", "findString", "(r: regexp, v: string)")
def find_string(r: Regex, v: Value) -> Value:
    """The first match, empty if there is none."""
    found = pc.extract_regex(_text(v, _MATCH.format(r.pattern)), f"(?P<match>{_without_groups(r.pattern)})")
    return pc.fill_null(pc.struct_field(found, "match"), "")


def _without_groups(pattern: str) -> str:
    """The same pattern with groups that capture nothing: Arrow wants a name for each that does."""
    return _GROUP.sub(lambda found: "(?:" if found.group(1) else found.group(), pattern)


@elementwise("regexp", "replaceAllString", "(r: regexp, v: string, t: string)")
def replace_string(r: Regex, v: Value, t: Value) -> Value:
    """Every match replaced; `$1` or `${name}` in the replacement is what a group matched."""
    return pc.replace_substring_regex(_text(v), r.pattern, _template(_plain(t, "t"), r.pattern))


def _template(text: str, pattern: str) -> str:
    """A replacement as RE2 has it: groups by number, `\\1`."""
    begins = [found.group(1) for found in _GROUP.finditer(pattern) if found.group(1)]
    numbers = {str(number): number for number in range(len(begins) + 1)}
    numbers |= {begin.strip("(?P<>"): number for number, begin in enumerate(begins, 1) if begin != "("}

    def group(found: re.Match[str]) -> str:
        if found.group() in ("\\", "$$"):
            return "\\\\" if found.group() == "\\" else "$"
        number = numbers.get(found.group(1) or found.group(2))
        if number is not None and number > 9:
            raise TableError("a replacement cannot name more than the first nine groups here")
        return "" if number is None else f"\\{number}"

    return _REFERENCE.sub(group, text)
