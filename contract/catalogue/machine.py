"""Industrial machines: pumps, motors and conveyors. An asset sends those signals that its kind has."""

from contract.catalogue.types import AssetClass, ClassSpec, Limits, Role, Signal

_ISO = "ISO 20816-3; zones of group 2 (15–300 kW), rigid: A/B 1.4, B/C 2.8, C/D 4.5 mm/s"
_VELOCITY = Limits(warn_high=3.0, crit_high=5.0)
"""The contract's own, next to B/C and C/D of the standard."""

# fmt: off
_SIGNALS = (
    # Of the shaft: vibration by ISO 20816-3, its bearings, its speed, and how often and how long it has turned.
    Signal("vibration_mm_s", "mm/s", "Vibration velocity, r.m.s., 10–1000 Hz, drive end", physical=(0, 200),
        normal=(0.5, 2.8), min_deviation=0.4, direction="above", limits=_VELOCITY, resolution=0.01, source=_ISO),
    Signal("vibration_nde_mm_s", "mm/s", "Vibration velocity, r.m.s., 10–1000 Hz, non-drive end", physical=(0, 200),
        normal=(0.4, 2.8), min_deviation=0.4, direction="above", limits=_VELOCITY, resolution=0.01, source=_ISO),
    Signal("vibration_axial_mm_s", "mm/s", "Vibration velocity, r.m.s., 10–1000 Hz, axial", physical=(0, 200),
        normal=(0.3, 2.8), min_deviation=0.4, direction="above", limits=_VELOCITY, resolution=0.01, source=_ISO),
    Signal("vibration_1x_mm_s", "mm/s", "Vibration velocity, r.m.s., once a turn", physical=(0, 200), normal=(0.1, 1.5),
        min_deviation=0.35, direction="above", resolution=0.01, source=_ISO),
    Signal("vibration_2x_mm_s", "mm/s", "Vibration velocity, r.m.s., twice a turn", physical=(0, 200),
        normal=(0.05, 1.2), min_deviation=0.3, direction="above", resolution=0.01, source=_ISO),
    Signal("accel_g", "g", "Acceleration, r.m.s., 1–10 kHz, drive end", physical=(0, 100), normal=(0.02, 1.5),
        min_deviation=0.12, direction="above", resolution=0.0001),
    Signal("accel_nde_g", "g", "Acceleration, r.m.s., 1–10 kHz, non-drive end", physical=(0, 100), normal=(0.02, 1.5),
        min_deviation=0.12, direction="above", resolution=0.0001),
    Signal("accel_kurtosis", "", "Kurtosis of acceleration, 1–10 kHz, drive end", physical=(1, 100), normal=(2.2, 4.5),
        min_deviation=0.8, direction="above", resolution=0.01),
    Signal("bearing_temp_c", "°C", "Bearing temperature", physical=(-40, 300), normal=(15, 58), min_deviation=3,
        direction="above", limits=Limits(warn_high=60, crit_high=80), resolution=0.1),
    Signal("speed_rpm", "rpm", "Shaft speed", physical=(0, 30000), normal=(500, 3000), min_deviation=30, role=Role.DUTY,
        resolution=1),
    Signal("ambient_temp_c", "°C", "Hall temperature", physical=(-50, 70), normal=(0, 40), min_deviation=5,
        role=Role.DUTY, resolution=0.1),
    Signal("operating_hours", "h", "Operating hours", physical=(0, 1000000.0), normal=(0, 200000.0), min_deviation=1,
        role=Role.COUNTER, resolution=0.01),
    Signal("starts", "", "Starts", physical=(0, 1000000), normal=(0, 200000), min_deviation=1, role=Role.COUNTER,
        resolution=1),
    # Of the motor: current, supply, power, winding, rotor and drive.
    Signal("winding_temp_c", "°C", "Winding temperature", physical=(-40, 300), normal=(15, 115), min_deviation=5,
        direction="above", limits=Limits(warn_high=130, crit_high=145), resolution=0.1),
    Signal("motor_current_a", "A", "Motor current, highest phase", physical=(0, 2000), normal=(0.5, 80),
        min_deviation=2, resolution=0.01),
    Signal("current_imbalance_pct", "%", "Current imbalance of the phases", physical=(0, 120), normal=(0, 2.5),
        min_deviation=0.8, direction="above", limits=Limits(warn_high=3, crit_high=5), resolution=0.01,
        source="NEMA MG 1, 14.36: furthest phase from the mean, over the mean"),
    Signal("supply_voltage_v", "V", "Supply voltage", physical=(0, 1000), normal=(180, 440), min_deviation=10,
        resolution=0.1),
    Signal("power_kw", "kW", "Electrical power", physical=(0, 2000), normal=(0.1, 48), min_deviation=1,
        direction="both", limits=Limits(warn_high=50), resolution=0.01),
    Signal("power_factor", "", "Power factor", physical=(0, 1), normal=(0.4, 0.95), min_deviation=0.05,
        direction="below", resolution=0.001),
    Signal("current_sideband_db", "dB", "Current side-bands at twice the slip frequency, below the fundamental",
        physical=(-100, 0), normal=(-70, -48), min_deviation=4, direction="above",
        limits=Limits(warn_high=-45, crit_high=-36), resolution=0.1),
    Signal("drive_temp_c", "°C", "Drive heat sink temperature", physical=(-40, 200), normal=(10, 66), min_deviation=4,
        direction="above", limits=Limits(warn_high=70, crit_high=85), resolution=0.1),
    # Of the pump: pressures, flow, strainer, suction head, fluid and seal.
    Signal("discharge_pressure_bar", "bar", "Discharge pressure", physical=(-1, 100), normal=(3.5, 11.5),
        min_deviation=0.4, limits=Limits(warn_low=3, warn_high=12, crit_low=2, crit_high=15), resolution=0.001),
    Signal("suction_pressure_bar", "bar", "Suction pressure", physical=(-1, 50), normal=(0.3, 1.2), min_deviation=0.12,
        direction="below", limits=Limits(warn_low=0.1, crit_low=-0.2), resolution=0.001),
    Signal("npsh_margin_m", "m", "Suction head margin, NPSH available less required", physical=(-50, 100),
        normal=(8, 18), min_deviation=1, direction="below", limits=Limits(warn_low=4, crit_low=1), resolution=0.01,
        source="ISO 9906"),
    Signal("flow_m3h", "m³/h", "Flow", physical=(0, 10000), normal=(0.5, 60), min_deviation=2.5, resolution=0.001),
    Signal("efficiency_pct", "%", "Efficiency, hydraulic over electrical power", physical=(0, 100), normal=(56, 75),
        min_deviation=2.5, direction="below", limits=Limits(warn_low=55), resolution=0.01),
    Signal("strainer_dp_bar", "bar", "Strainer pressure drop", physical=(-0.5, 20), normal=(0.04, 0.3),
        min_deviation=0.06, direction="above", limits=Limits(warn_high=0.5, crit_high=0.8), resolution=0.001),
    Signal("fluid_temp_c", "°C", "Fluid temperature, pump casing", physical=(-40, 300), normal=(5, 60), min_deviation=3,
        direction="above", limits=Limits(warn_high=70, crit_high=90), resolution=0.01),
    Signal("seal_temp_c", "°C", "Seal temperature", physical=(-40, 400), normal=(10, 75), min_deviation=4,
        direction="above", limits=Limits(warn_high=90, crit_high=120), resolution=0.1),
    Signal("seal_leak_ml_h", "ml/h", "Seal leakage", physical=(0, 100000), normal=(0, 15), min_deviation=8,
        direction="above", limits=Limits(warn_high=50, crit_high=200), resolution=0.1),
    # Of the belt conveyor: belt, material and gearbox.
    Signal("belt_speed_ms", "m/s", "Belt speed", physical=(0, 20), normal=(1.2, 1.8), min_deviation=0.05,
        direction="below", resolution=0.001),
    Signal("belt_slip_pct", "%", "Belt slip", physical=(0, 100), normal=(0, 1), min_deviation=0.5, direction="above",
        limits=Limits(warn_high=2, crit_high=4), resolution=0.01),
    Signal("belt_tension_kn", "kN", "Belt tension, tight side", physical=(0, 1000), normal=(25, 60), min_deviation=4,
        resolution=0.01),
    Signal("belt_misalign_mm", "mm", "Belt run-off from the middle", physical=(0, 500), normal=(0, 16), min_deviation=6,
        direction="above", limits=Limits(warn_high=20, crit_high=40), resolution=0.1),
    Signal("load_tph", "t/h", "Conveyed load", physical=(0, 20000), normal=(0, 320), min_deviation=30, role=Role.DUTY,
        resolution=0.1),
    Signal("gearbox_oil_temp_c", "°C", "Gearbox oil temperature", physical=(-40, 250), normal=(15, 75), min_deviation=4,
        direction="above", limits=Limits(warn_high=85, crit_high=95), resolution=0.1),
)
# fmt: on

MACHINE = ClassSpec(
    name=AssetClass.MACHINE,
    label="Industrial machine",
    signals={signal.name: signal for signal in _SIGNALS},
    run_states=("off", "starting", "running"),
    working_states=("running",),
)
