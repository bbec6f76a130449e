"""Thresholds: what is in force and where it comes from, every version there was, and how a new one is set."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from threading import Lock

from admin.names import find_class, find_signal
from admin.readings import learned
from admin.readings.home import class_of
from admin.records import moment
from admin.store import Store
from admin.thresholds import repository
from analytics.policies.policy import DEFAULT_SCOPE, Policy, Threshold, default_policy, newest, parse, resolve
from contract.catalogue import CLASSES, Limits, Role, Signal
from contract.errors import ContractError
from web.errors import conflict, not_found

TUNABLE_ROLES = frozenset({Role.SYMPTOM, Role.DUTY})
"""Counters and positions are context: there is nothing to judge."""

LONGEST_WHY = 500

_saving = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One policy as a flat record; limits and `min_deviation` are in `unit`. A `min_deviation` of `None` is
    `learned` of each machine; `learnable` is whether the catalogue leaves it to be: a row may then be silent, and
    `learned_deviation` is what was learned of the asset, `None` where nothing is known or the scope is no asset.

    `origin` says where it comes from: `catalogue`, `default`, `class` or `asset`. `version` is that of the row of this
    very scope and signal, 0 where there is none: a change of it must name that version. `note` is what is to be known
    of the scope, such as that nothing was heard of it yet. A version is `withdrawn` where it ended the row.
    """

    scope: str
    signal: str
    label: str
    unit: str
    origin: str
    direction: str
    sensitivity: float
    min_deviation: float | None
    learned: bool
    learnable: bool
    warn_low: float | None
    warn_high: float | None
    crit_low: float | None
    crit_high: float | None
    enabled: bool
    version: int
    actor: str
    why: str
    time: datetime | None
    learned_deviation: float | None = None
    note: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """A signal as the machines of a scope carry it, the scopes to look in, most specific first, and a note on them."""

    signal: Signal
    scopes: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """Settings by class, then those of single assets, and what is wrong with rows that are not in force."""

    classes: dict[str, list[Setting]]
    assets: list[Setting]
    refused: list[str]


def in_force(store: Store) -> InForce:
    """Every policy in force."""
    found = repository.rows(store)
    rows = newest(found.sound)
    classes = {
        spec.name: [
            _setting(spec.name, signal, *_source((spec.name, DEFAULT_SCOPE), signal, rows), rows)
            for signal in spec.signals.values()
            if signal.role in TUNABLE_ROLES
        ]
        for spec in CLASSES.values()
    }
    own = [row for row in rows.values() if scope_kind(row.scope) == "asset" and not row.withdrawn]
    assets = [_setting(row.scope, _signal(row.signal), row.policy, row, rows) for row in own]
    return InForce(classes, sorted(assets, key=lambda item: (item.scope, item.signal)), found.refused)


def one(store: Store, scope: str, signal: str) -> Setting:
    """The policy in force for a signal in a scope. Raises a 404 `ApiError` where there cannot be one."""
    found = carrier(store, scope, signal)
    rows = newest(repository.rows(store).sound)
    policy, row = _source(found.scopes, found.signal, rows)
    setting = _setting(scope, found.signal, policy, row, rows)
    return replace(setting, learned_deviation=_learned(store, setting), note=found.note)


def _learned(store: Store, setting: Setting) -> float | None:
    """The smallest deviation that was learned of the signal of an asset."""
    if not setting.learnable or scope_kind(setting.scope) != "asset":
        return None
    facts = learned.of_asset(store, setting.scope)
    return next((item.min_deviation for item in facts if item.signal == setting.signal), None)


def history(store: Store, scope: str, signal: str) -> list[Setting]:
    """Every version that was set for this very scope and signal, newest first."""
    spec = carrier(store, scope, signal).signal
    rows = [row for row in repository.rows(store).sound if (row.scope, row.signal) == (scope, signal)]
    rows.sort(key=lambda row: (-row.version, -row.time))
    return [_flat(scope, spec, row.policy, row, row.version) for row in rows]


def version(rows: Sequence[Setting], number: int) -> Setting:
    """A version out of a history; a 404 `ApiError` where there is none of that number."""
    for row in rows:
        if row.version == number:
            return row
    raise not_found("version", str(number))


def change(store: Store, record: Mapping[str, object], actor: str) -> Setting:
    """Set a new version of one row; `record` holds the policy, `why`, and in `version` the version that was seen.

    Raises `ContractError` for a value that makes no sense, and a 409 `ApiError` where that version is not the newest.
    """
    return _save(store, [replace(parse(record), actor=actor)])[0]


def change_many(
    store: Store, seen: Mapping[tuple[str, str], int], changes: Mapping[str, object], why: str, actor: str
) -> list[Setting]:
    """Make the same changes to what is in force of many scopes and signals, all or nothing.

    `seen` holds the version that was seen of each (scope, signal), `changes` the fields of a policy.
    Raises `ContractError` that names the row and the field of a value that makes no sense, and a 409 `ApiError` that
    names every row whose version is not the newest.
    """
    rows = newest(repository.rows(store).sound)
    wanted = []
    for (scope, signal), version in seen.items():
        known = carrier(store, scope, signal)
        said = {**_record(_source(known.scopes, known.signal, rows)[0]), **changes}
        named = {"scope": scope, "signal": signal, "version": version, "why": why}
        try:
            wanted.append(replace(parse({**said, **named}), actor=actor))
        except ContractError as error:
            raise ContractError(error.field, f"{scope}/{signal}: {error.reason}") from error
    return _save(store, wanted)


def revert(store: Store, scope: str, signal: str, to: int, seen: int, why: str, actor: str) -> Setting:
    """Put an older version in force again, as a new version; 0 withdraws the row, and the next wider scope rules.

    Raises a 404 `ApiError` for a version that never was, and a 409 one where `seen` is not the newest.
    """
    known = carrier(store, scope, signal)
    sound = repository.rows(store).sound
    older = next((row for row in sound if (row.scope, row.signal, row.version) == (scope, signal, to)), None)
    if to and older is None:
        raise not_found("version", str(to))
    wider = tuple(name for name in known.scopes if name != scope)
    policy = older.policy if older else _source(wider, known.signal, newest(sound))[0]
    withdrawn = older.withdrawn if older else True
    row = Threshold(scope=scope, signal=signal, policy=policy, version=seen, actor=actor, why=why, withdrawn=withdrawn)
    return _save(store, [row])[0]


def _save(store: Store, wanted: Sequence[Threshold]) -> list[Setting]:
    """Store rows as the next version of each, in one write; `version` of each is the one that was seen."""
    for row in wanted:
        _check_why(row.why)
    known = [carrier(store, row.scope, row.signal) for row in wanted]
    with _saving:
        rows = newest(repository.rows(store).sound)
        _check_versions(wanted, rows)
        now = time.time_ns()
        new = [replace(row, version=row.version + 1, time=now + place) for place, row in enumerate(wanted)]
        before = [_source(each.scopes, each.signal, rows)[0] for each in known]
        repository.add(store, list(zip(new, before, strict=True)))
    return [
        replace(_flat(row.scope, each.signal, row.policy, row, row.version), note=each.note)
        for row, each in zip(new, known, strict=True)
    ]


def _record(policy: Policy) -> dict[str, object]:
    """A policy as a flat record that `parse` takes."""
    values = asdict(policy)
    return {**values.pop("limits"), **values}


def policies(store: Store, asset: str, asset_class: str) -> dict[str, Policy]:
    """The policy of every signal of an asset; none where the catalogue does not know its class."""
    spec = find_class(asset_class)
    if spec is None:
        return {}
    rows = newest(repository.rows(store).sound)
    return {name: resolve(asset, spec.name, signal, rows) for name, signal in spec.signals.items()}


def known_class(name: str) -> str:
    """The class of that name, the first one for ""; a 404 `ApiError` for an unknown one."""
    if name and find_class(name) is None:
        raise not_found("class", name)
    return name or next(iter(CLASSES))


def scope_kind(scope: str) -> str:
    """`default`, `class` or `asset`."""
    if scope == DEFAULT_SCOPE:
        return "default"
    return "class" if find_class(scope) else "asset"


def _source(
    scopes: tuple[str, ...], signal: Signal, rows: Mapping[tuple[str, str], Threshold]
) -> tuple[Policy, Threshold | None]:
    """The policy of the first of the scopes that has a row, with that row; else the catalogue's, without one."""
    for scope in scopes:
        if (row := rows.get((scope, signal.name))) and not row.withdrawn:
            return row.policy, row
    return default_policy(signal), None


def carrier(store: Store, scope: str, signal: str) -> Carrier:
    """The signal as the scope's machines carry it.

    An asset need not have sent anything yet: its signal is then that of the first class that has one of the name.
    Raises a 404 `ApiError` where no machine of the scope can carry such a signal that can be judged.
    """
    kind = scope_kind(scope)
    if kind == "default":
        return Carrier(_signal(signal), (DEFAULT_SCOPE,))
    name = scope if kind == "class" else class_of(store, scope)
    if find_class(name) is None:
        return Carrier(_signal(signal), (scope, DEFAULT_SCOPE), _unheard(scope, name))
    found = find_signal(name, signal)
    if found is None or found.role not in TUNABLE_ROLES:
        raise not_found("signal", signal)
    return Carrier(found, tuple(dict.fromkeys((scope, name, DEFAULT_SCOPE))))


def _unheard(asset: str, asset_class: str) -> str:
    """What is to be known of a row for an asset that cannot be judged yet."""
    why = (
        f"is of the class {asset_class}, which is not in the catalogue" if asset_class else "has not been heard of yet"
    )
    return f"{asset} {why}: what is set here is in force from the first sample on that can be judged."


def _signal(name: str) -> Signal:
    """The signal as the first class carries it."""
    for spec in CLASSES.values():
        if name in spec.signals and spec.signals[name].role in TUNABLE_ROLES:
            return spec.signals[name]
    raise not_found("signal", name)


def _setting(
    scope: str,
    signal: Signal,
    policy: Policy,
    row: Threshold | None,
    rows: Mapping[tuple[str, str], Threshold],
) -> Setting:
    own = rows.get((scope, signal.name))
    return _flat(scope, signal, policy, row, own.version if own else 0)


def _flat(scope: str, signal: Signal, policy: Policy, row: Threshold | None, version: int) -> Setting:
    limits = {item.name: getattr(policy.limits, item.name) for item in fields(Limits)}
    return Setting(
        scope=scope,
        signal=signal.name,
        label=signal.label,
        unit=signal.unit,
        origin=scope_kind(row.scope) if row else "catalogue",
        direction=policy.direction,
        sensitivity=policy.sensitivity,
        min_deviation=policy.min_deviation,
        learned=policy.min_deviation is None,
        learnable=signal.min_deviation is None,
        **limits,
        enabled=policy.enabled,
        version=version,
        actor=row.actor if row else "",
        why=row.why if row else "",
        time=moment(row.time) if row else None,
        withdrawn=row.withdrawn if row else False,
    )


def _check_why(why: str) -> None:
    if not why.strip():
        raise ContractError("why", "say why, for those who read it in a year")
    if len(why) > LONGEST_WHY:
        raise ContractError("why", f"is {len(why)} characters long; at most {LONGEST_WHY} are kept")


def _check_versions(wanted: Sequence[Threshold], rows: Mapping[tuple[str, str], Threshold]) -> None:
    stale = []
    for row in wanted:
        found = rows.get((row.scope, row.signal))
        if row.version != (found.version if found else 0):
            name = f"{row.scope}/{row.signal}: " if len(wanted) > 1 else ""
            stale.append(name + _stale(row.version, found))
    if stale:
        raise conflict(" ".join(stale), "version")


def _stale(seen: int, found: Threshold | None) -> str:
    by = f", set by {found.actor}: {found.why}" if found else ""
    return f"Version {found.version if found else 0} is in force{by}. You saw version {seen}."
