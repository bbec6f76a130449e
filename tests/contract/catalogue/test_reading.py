"""Classes from files: what they say, what lies over what, and what is refused, in which file and line."""

import math
from pathlib import Path

import pytest

from contract.catalogue import ClassSpec, Limits, Role
from contract.catalogue.live import SHIPPED
from contract.catalogue.reading import classes
from contract.documents import DocumentError, tomls

GOOD = """\
label = "Air handling unit"
run_states = ["off", "on"]
working_states = ["on"]

[signals.supply_air_temp_c]
unit = "°C"
limits = { warn_low = 5, warn_high = 40 }

[signals.fan_speed_pct]
unit = "%"
role = "duty"
physical = { min = 0 }

[conditions.full]
text = "at full speed"
states = ["on"]
ranges = { fan_speed_pct = [90, 100] }

[modes.coil_fouled]
shows = [{ signal = "supply_air_temp_c", sense = "rises", when = "full" }]
action = "Clean the coil."
"""


def put(folder: Path, **files: str) -> Path:
    """Write files of classes; `parts__x` is the part x."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def own(folder: Path, **files: str) -> dict[str, ClassSpec]:
    return classes([SHIPPED, put(folder, **files)])


def refusal(folder: Path, **files: str) -> str:
    with pytest.raises(DocumentError) as caught:
        own(folder, **files)
    return str(caught.value).replace(str(folder), "OWN").replace(str(SHIPPED), "SHIPPED")


def test_a_file_says_what_its_class_is_and_what_it_does_not_say_is_left_open(tmp_path: Path) -> None:
    found = own(tmp_path, ahu=GOOD)["ahu"]
    air, fan = found.signals["supply_air_temp_c"], found.signals["fan_speed_pct"]
    assert (found.name, found.label, found.duty) == ("ahu", "Air handling unit", ("fan_speed_pct",))
    assert (air.label, air.role, air.normal, air.min_deviation) == ("Supply air temp", Role.SYMPTOM, None, None)
    assert air.physical == (-math.inf, math.inf)
    assert air.limits == Limits(warn_low=5, warn_high=40)
    assert fan.physical == (0.0, math.inf)
    effect = found.modes["coil_fouled"].shows[0]
    assert (effect.when.text, effect.when.ranges) == ("at full speed", (("fan_speed_pct", 90, 100),))


def test_a_class_needs_nothing_but_a_signal_with_its_unit(tmp_path: Path) -> None:
    found = own(tmp_path, feed_pump='[signals.flow_m3h]\nunit = "m³/h"')["feed_pump"]
    assert (found.label, found.run_states, found.duty, dict(found.modes)) == ("Feed pump", (), (), {})


def test_a_file_that_extends_a_class_changes_what_it_says_and_keeps_the_rest(tmp_path: Path) -> None:
    text = 'extends = "pump"\n[signals.bearing_temp_c]\nlimits = { warn_high = 70 }\n[signals.oil_bar]\nunit = "bar"'
    found = own(tmp_path, feed_pump=text)
    feed, pump = found["feed_pump"], found["pump"]
    assert set(feed.signals) == {*pump.signals, "oil_bar"}
    hot, usual = feed.signals["bearing_temp_c"].limits, pump.signals["bearing_temp_c"].limits
    assert (hot.warn_high, hot.crit_high, usual.warn_high) == (70, 80, 60)
    assert feed.modes.keys() == pump.modes.keys()


def test_a_file_of_a_shipped_name_lies_over_the_shipped_one_and_all_that_stands_on_it(tmp_path: Path) -> None:
    text = "[signals.bearing_temp_c]\nmin_deviation = 7"
    found = own(tmp_path, pump=text, feed_pump='extends = "pump"')
    assert {name: found[name].signals["bearing_temp_c"].min_deviation for name in ("pump", "feed_pump", "machine")} == {
        "pump": 7, "feed_pump": 7, "machine": 7,
    }  # fmt: skip
    assert found["motor"].signals["bearing_temp_c"].min_deviation == 3


def test_a_part_of_ones_own_is_included_and_one_of_a_shipped_name_lies_over_it(tmp_path: Path) -> None:
    found = own(
        tmp_path,
        fan='include = ["rotating", "dust"]',
        parts__dust='[signals.dust_mg_m3]\nunit = "mg/m³"',
        parts__rotating="[signals.accel_g]\nsensitivity = 2",
    )
    assert found["fan"].signals["dust_mg_m3"].unit == "mg/m³"
    assert "motor_current_a" not in found["fan"].signals
    assert [effect.signal for effect in found["fan"].modes["bearing_wear"].shows][-1] == "bearing_temp_c"
    assert (found["fan"].signals["accel_g"].sensitivity, found["pump"].signals["accel_g"].sensitivity) == (2, 2)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'signal = "supply_air_temp_c", sense',
            'signal = "sat", sense',
            "OWN/ahu.toml, line 20: modes.coil_fouled.shows",
        ),
        ('signal = "supply_air_temp_c", sense', 'signal = "sat", sense', "'sat' is not a signal of this class"),
        ('working_states = ["on"]', 'working_states = ["run"]', "line 3: working_states[0]: 'run' is not a run state"),
        ('working_states = ["on"]', "", "line 2: run_states: which of these are work?"),
        (
            "warn_low = 5",
            "warn_low = 50",
            "line 7: signals.supply_air_temp_c.limits: warn_high 40 is not above warn_low 50",
        ),
        ('when = "full"', 'when = "half"', "'half' is not a condition of this class; known are full"),
        (
            'states = ["on"]\nranges',
            'states = ["run"]\nranges',
            "line 16: conditions.full.states[0]: 'run' is not a run",
        ),
        ("[90, 100]", "[100, 90]", "line 17: conditions.full.ranges: fan_speed_pct: 100 is above 90"),
        ('unit = "%"', "", "line 9: signals.fan_speed_pct.unit: is missing"),
        ('role = "duty"', 'role = "boss"', "line 11: signals.fan_speed_pct.role: Input should be 'symptom', 'duty'"),
        ("{ min = 0 }", "[9, 1]", "line 12: signals.fan_speed_pct.physical: 9 is not below 1"),
        ("{ min = 0 }", "[0, inf]", "line 12: signals.fan_speed_pct.physical"),
        ("[signals.fan_speed_pct]", '[signals."Fan speed"]', "signals.Fan speed: String should match pattern"),
        ("[signals.fan_speed_pct]", "[signals.run_state]", "no signal can be called run_state"),
        ('sense = "rises"', 'sense = "stays"', "modes.coil_fouled.shows[0].sense: Input should be 'rises', 'falls'"),
        ("label =", "lable =", "OWN/ahu.toml, line 1: lable: no such key"),
        ("label =", "label", "OWN/ahu.toml, line 1: is not TOML"),
        (
            'label = "Air',
            'duty = ["supply_air_temp_c"]\nlabel = "Air',
            "line 1: duty[0]: supply_air_temp_c is of role symptom",
        ),
        ('label = "Air', 'include = ["engine"]\nlabel = "Air', "line 1: include[0]: 'engine' is not one of"),
        (
            'label = "Air',
            'extends = "rotating"\nlabel = "Air',
            "line 1: extends: 'rotating' is not one of ahu, conveyor",
        ),
        ('label = "Air', 'include = 5\nlabel = "Air', "line 1: include: Input should be a valid tuple (got 5)"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_line_key_and_reason(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    assert told in refusal(tmp_path, ahu=GOOD.replace(old, new, 1))


def test_what_is_wrong_is_told_where_it_was_written_not_where_it_is_included(tmp_path: Path) -> None:
    text = 'include = ["dust"]\n[signals.flow_m3h]\nunit = "m³/h"'
    part = '[signals.dust_mg_m3]\nunit = "mg/m³"\nmin_deviation = -1'
    told = refusal(tmp_path, fan=text, parts__dust=part)
    assert told.startswith(
        "OWN/parts/dust.toml, line 3: signals.dust_mg_m3.min_deviation: Input should be greater than"
    )


def test_more_than_five_duty_signals_must_be_chosen_from(tmp_path: Path) -> None:
    text = "".join(f'[signals.speed_{n}_rpm]\nunit = "rpm"\nrole = "duty"\n' for n in range(6))
    assert "duty: is missing: of more than 5 duty signals" in refusal(tmp_path, rolls=text)
    chosen = 'duty = ["speed_4_rpm", "speed_0_rpm"]\n' + text
    assert own(tmp_path, rolls=chosen)["rolls"].duty == ("speed_4_rpm", "speed_0_rpm")


@pytest.mark.parametrize(
    "files",
    [
        {"a": 'extends = "b"', "b": 'extends = "a"'},
        {"a": 'include = ["x"]', "parts__x": 'include = ["y"]', "parts__y": 'include = ["x"]'},
        {"pump": 'include = ["feed_pump"]', "feed_pump": 'extends = "pump"'},
    ],
)
def test_files_that_stand_on_each_other_are_refused(tmp_path: Path, files: dict[str, str]) -> None:
    assert "stands on this very file" in refusal(tmp_path, **files)


def test_a_class_is_named_by_a_file_of_small_letters(tmp_path: Path) -> None:
    (tmp_path / "Feed Pump.toml").write_text('[signals.flow_m3h]\nunit = ""', encoding="utf-8")
    assert "names a class 'Feed Pump': small letters" in refusal(tmp_path)


def test_every_file_that_ships_names_its_schema_and_every_part_is_used() -> None:
    paths = tomls([SHIPPED, SHIPPED / "parts"])
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    for path, text in texts.items():
        named = text.partition("\n")[0].removeprefix("#:schema ")
        assert (path.parent / named).resolve() == SHIPPED / "class.schema.json"
    for part in tomls([SHIPPED / "parts"]):
        assert any(f'"{part.stem}"' in text for text in texts.values()), part


@pytest.mark.parametrize(
    ("name", "signal", "value"),
    [
        ("machine", "supply_voltage_v", 6600),
        ("machine", "discharge_pressure_bar", 180),
        ("machine", "power_kw", 3600),
        ("machine", "power_kw", -2.5),
        ("machine", "flow_m3h", 12_000),
        ("pump", "discharge_pressure_bar", 123),
    ],
)
def test_real_plant_fits_into_the_ranges_that_ship(name: str, signal: str, value: float) -> None:
    low, high = classes([SHIPPED])[name].signals[signal].physical
    assert low <= value <= high
