"""Thresholds: what is in force and where it comes from, and every version there was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from admin.names import class_label, find_class, find_signal, signal_label
from admin.readings import learned
from admin.readings.home import class_of
from admin.records import moment
from admin.store import Store
from admin.thresholds import repository
from analytics.policies.policy import DEFAULT_SCOPE, Policy, Threshold, default_policy, newest, resolve
from contract.catalogue import CLASSES, ClassSpec, Limits, Role, Signal
from contract.errors import ContractError
from web.errors import not_found

TUNABLE_ROLES = frozenset({Role.SYMPTOM, Role.DUTY})
"""Counters and positions are context: there is nothing to judge."""

Name = tuple[str, str]
"""A scope and a signal."""
Rows = Mapping[Name, Threshold]
"""The newest row of each, withdrawn ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One policy as a flat record; limits and `min_deviation` are in `unit`, `dwell_s` in seconds.

    A `min_deviation` of `None` is `learned` of each machine; `learnable` is whether the catalogue leaves it to be: a
    row may then be silent, and `learned_deviation` is what was learned of the asset, `None` where nothing is known or
    the scope is no asset.

    `origin` says where it comes from: `catalogue`, `default`, `class` or `asset`. `version` is that of the row of this
    very scope and signal, 0 where there is none: a change of it must name that version. `note` is what is to be known
    of the scope, such as that nothing was heard of it yet. A version is `withdrawn` where it ended the row. `basis` is
    the origin with the version of the row that rules, such as `default 3`.
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
    dwell_s: float | None
    enabled: bool
    version: int
    actor: str
    why: str
    time: datetime | None
    learned_deviation: float | None = None
    note: str = ""
    withdrawn: bool = False
    basis: str = ""

    @property
    def is_own(self) -> bool:
        """Whether a row of this very scope rules, and not a wider one or the catalogue."""
        return self.origin == scope_kind(self.scope)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A signal as the machines of a scope carry it, the scopes to look in, most specific first, and a note on them."""

    signal: Signal
    scopes: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """Settings for every class, by class, of single assets, and what is wrong with rows that are not in force."""

    default: list[Setting]
    classes: dict[str, list[Setting]]
    assets: list[Setting]
    refused: list[str]

    @property
    def all(self) -> list[Setting]:
        """Every setting, those for most machines first."""
        return [*self.default, *(setting for settings in self.classes.values() for setting in settings), *self.assets]


def in_force(store: Store) -> InForce:
    """Every policy in force."""
    found = repository.rows(store)
    rows = newest(found.sound)
    classes = {
        spec.name: [
            _setting(spec.name, signal, *source((spec.name, DEFAULT_SCOPE), signal, rows), rows)
            for signal in spec.signals.values()
            if signal.role in TUNABLE_ROLES
        ]
        for spec in CLASSES.values()
    }
    return InForce(_own("default", rows), classes, _own("asset", rows), found.refused)


def _own(kind: str, rows: Rows) -> list[Setting]:
    """The settings of rows that rule in scopes of a kind."""
    own = [row for row in rows.values() if scope_kind(row.scope) == kind and not row.withdrawn]
    settings = [
        _setting(row.scope, signal, row.policy, row, rows)
        for row in own
        # Who writes into the store may name a counter: there is nothing to judge, and the others are to be shown.
        if (signal := _tunable(row.signal))
    ]
    return sorted(settings, key=lambda item: (item.scope, item.signal))


def search(settings: Iterable[Setting], words: str, *, changed: bool) -> list[Setting]:
    """Those that have every word in their scope, class or signal; with `changed`, only what their own row says."""
    wanted = words.casefold().split()
    return [
        setting
        for setting in settings
        if (setting.is_own or not changed) and all(word in _words(setting) for word in wanted)
    ]


def _words(setting: Setting) -> str:
    found = (setting.scope, class_label(setting.scope), setting.signal, setting.label, signal_label(setting.signal))
    return " ".join(found).casefold()


def one(store: Store, scope: str, signal: str) -> Setting:
    """The policy in force for a signal in a scope. Raises a 404 `ApiError` where there cannot be one."""
    found = carrier(store, scope, signal)
    rows = newest(repository.rows(store).sound)
    policy, row = source(found.scopes, found.signal, rows)
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
    return [flat(scope, spec, row.policy, row, row.version) for row in rows]


def version(rows: Sequence[Setting], number: int) -> Setting:
    """A version out of a history; a 404 `ApiError` where there is none of that number."""
    for row in rows:
        if row.version == number:
            return row
    raise not_found("version", str(number))


def policies(store: Store, asset: str, asset_class: str) -> dict[str, Policy]:
    """The policy of every signal of an asset; none where the catalogue does not know its class."""
    spec = find_class(asset_class)
    return resolved(asset, spec, newest_rows(store)) if spec else {}


def newest_rows(store: Store) -> Rows:
    """The newest row of each scope and signal. Raises `GatewayError`."""
    return newest(repository.rows(store).sound)


def resolved(asset: str, spec: ClassSpec, rows: Rows) -> dict[str, Policy]:
    """The policy of every signal of an asset of a class."""
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


def basis(row: Threshold | None) -> str:
    """The origin of a policy, with the version of the row that it is of."""
    return f"{scope_kind(row.scope)} {row.version}" if row else "catalogue"


def source(scopes: tuple[str, ...], signal: Signal, rows: Rows) -> tuple[Policy, Threshold | None]:
    """The policy of the first of the scopes that has a row, with that row; else the catalogue's, without one."""
    for scope in scopes:
        if (row := rows.get((scope, signal.name))) and not row.withdrawn:
            return row.policy, row
    return default_policy(signal), None


def carrier(store: Store, scope: str, signal: str) -> Carrier:
    """The signal as the scope's machines carry it.

    An asset need not have sent anything yet: its signal is then that of the first class that has one of the name.
    Raises a 404 `ApiError` where no machine of the scope can carry such a signal that can be judged, and
    `ContractError` for a scope that the store would keep under another name.
    """
    kind = scope_kind(scope)
    if scope.endswith("\\") or any(letter in scope for letter in "\n\r\t"):
        raise ContractError("scope", "has a line break or a tab, or ends with a backslash: no asset's name does")
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
    if found := _tunable(name):
        return found
    raise not_found("signal", name)


def _tunable(name: str) -> Signal | None:
    carried = (spec.signals[name] for spec in CLASSES.values() if name in spec.signals)
    return next((signal for signal in carried if signal.role in TUNABLE_ROLES), None)


def _setting(
    scope: str,
    signal: Signal,
    policy: Policy,
    row: Threshold | None,
    rows: Rows,
) -> Setting:
    return flat(scope, signal, policy, row, version_of(rows, (scope, signal.name)))


def version_of(rows: Rows, name: Name) -> int:
    """The version of the row of this very scope and signal, 0 where there is none."""
    return rows[name].version if name in rows else 0


def flat(scope: str, signal: Signal, policy: Policy, row: Threshold | None, version: int) -> Setting:
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
        dwell_s=policy.dwell_s,
        enabled=policy.enabled,
        version=version,
        actor=row.actor if row else "",
        why=row.why if row else "",
        time=moment(row.time) if row else None,
        withdrawn=row.withdrawn if row else False,
        basis=basis(row),
    )
