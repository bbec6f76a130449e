"""What breaks on a propulsion test rig."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, flutters, rises, stays

_FIRING = When(text="in main stage", states=("mainstage",))
_IDLE = When(text="in idle", states=("idle",))
_SHUT = When(text="with the valves shut", states=("idle", "chill", "purge"))
_HOT_CELL = When(text="in a hot cell", ranges=(("cell_temperature_c", 66, 150),))
_COLD_CELL = When(text="in a cold cell", ranges=(("cell_temperature_c", 0, 52),))
_FEATURES = ("S1", "F5", "V2", "V10", "C11", "C32")


_mode = partial(FailureMode, asset_class=AssetClass.RIG, kinds=("rig",), features=_FEATURES)

MODES = (
    _mode(
        mode="cooling_degradation",
        growth=Growth.LINEAR,
        hours=(24, 240),
        shows=(rises("jacket_dt_c", _FIRING), rises("nozzle_wall_temp_c", _FIRING)),
        spares=stays("chamber_pressure_bar", "mass_flow_kgps", "mixture_ratio"),
        signature="The coolant comes out of the jacket hotter and the nozzle wall runs hotter, from firing to firing.",
        discriminator="At equal chamber pressure, flow and mixture: the engine's working point is unchanged.",
        action="Stop firing; flush and inspect the cooling jacket.",
    ),
    _mode(
        mode="injector_clog",
        growth=Growth.LINEAR,
        hours=(8, 120),
        shows=(
            falls("fuel_flow_kgps", _FIRING),
            rises("mixture_ratio", _FIRING),
            rises("roughness_pct", _FIRING),
            rises("nozzle_wall_temp_c", _FIRING),
        ),
        spares=stays("fuel_tank_pressure_bar", "pump_inlet_pressure_bar", "turbopump_rpm"),
        signature="Fuel flow falls at unchanged feed, the mixture turns lean, combustion gets rough, the wall hotter.",
        discriminator="One side only, and chamber pressure stands high for that side's flow; the feed is as ever.",
        action="Inspect and clean the injector's fuel side; filter the fuel.",
    ),
    _mode(
        mode="oxidiser_clog",
        growth=Growth.LINEAR,
        hours=(8, 120),
        shows=(
            falls("oxidiser_flow_kgps", _FIRING),
            falls("mixture_ratio", _FIRING),
            rises("roughness_pct", _FIRING),
            falls("isp_s", _FIRING),
        ),
        spares=stays("tank_pressure_bar", "pump_inlet_pressure_bar", "turbopump_vibration_g"),
        signature="Oxidiser flow falls at unchanged feed, the mixture turns rich, combustion gets rough.",
        discriminator="Inlet pressure and vibration of the pump are as ever: it is not the pump that gives less.",
        action="Inspect the injector's oxidiser side for ice and particles; dry and filter the oxidiser.",
    ),
    _mode(
        mode="throat_erosion",
        growth=Growth.LINEAR,
        hours=(20, 200),
        shows=(falls("chamber_pressure_bar", _FIRING), rises("mass_flow_kgps", _FIRING), rises("thrust_n", _FIRING)),
        spares=stays("mixture_ratio", "roughness_pct", "turbopump_rpm"),
        signature="Chamber pressure falls from firing to firing while flow and thrust rise.",
        discriminator="Pressure over flow falls and the mixture holds: a wider throat, neither feed nor injector.",
        action="Measure the throat; replace the nozzle's insert.",
    ),
    _mode(
        mode="chug",
        growth=Growth.EXPONENTIAL,
        hours=(0.05, 0.5),
        shows=(
            rises("roughness_pct", _FIRING),
            rises("chamber_pressure_max_bar", _FIRING),
            falls("chamber_pressure_min_bar", _FIRING),
            rises("turbopump_vibration_g", _FIRING),
        ),
        spares=stays("chamber_pressure_bar", "mixture_ratio", "pump_inlet_pressure_bar", "turbopump_bearing_temp_c"),
        signature="Within a firing chamber pressure swings ever wider about its mean, and the stand shakes with it.",
        discriminator="Means of pressure, flow and mixture hold; the pump's bearing stays cool.",
        action="Abort; bleed gas from the feed, check the injector's pressure drop before the next firing.",
    ),
    _mode(
        mode="turbopump_bearing",
        growth=Growth.EXPONENTIAL,
        hours=(24, 240),
        shows=(
            rises("turbopump_vibration_g", _FIRING),
            rises("turbopump_bearing_temp_c", _FIRING),
            rises("roughness_pct", _FIRING),
        ),
        spares=stays("turbopump_rpm", "mass_flow_kgps", "thrust_n", "pump_inlet_pressure_bar"),
        signature="Turbopump vibration rises, later the bearing's temperature, last the chamber's roughness.",
        discriminator="Vibration leads temperature; speed, flow and thrust are unchanged.",
        action="Overhaul the turbopump before the next campaign.",
    ),
    _mode(
        mode="pump_cavitation",
        growth=Growth.LINEAR,
        hours=(6, 72),
        shows=(
            falls("pump_inlet_pressure_bar", _FIRING),
            rises("turbopump_vibration_g", _FIRING),
            falls("mixture_ratio", _FIRING),
            falls("chamber_pressure_bar", _FIRING),
            flutters("oxidiser_flow_kgps", _FIRING),
        ),
        spares=stays("tank_pressure_bar", "turbopump_rpm", "turbopump_bearing_temp_c"),
        signature="Pressure before the oxidiser pump falls; then the pump shakes, flow flutters, the head breaks down.",
        discriminator="The tank holds its pressure and the bearing stays cool: the suction line takes it.",
        action="Stop; clean the suction filter, check the line for ice and the oxidiser's temperature.",
    ),
    _mode(
        mode="pump_wear",
        growth=Growth.WEAR,
        hours=(200, 2000),
        shows=(falls("chamber_pressure_bar", _FIRING), falls("mass_flow_kgps", _FIRING), falls("thrust_n", _FIRING)),
        spares=stays("turbopump_rpm", "mixture_ratio", "pump_inlet_pressure_bar", "turbopump_vibration_g"),
        signature="Chamber pressure, both flows and thrust sink together at equal turbopump speed.",
        discriminator="The mixture holds, so it is no orifice; no vibration, so it is no cavitation.",
        action="Measure the pumps' clearances; replace seals and wear rings.",
    ),
    _mode(
        mode="regulator_creep",
        growth=Growth.LINEAR,
        hours=(12, 120),
        shows=(rises("regulator_pressure_bar", _IDLE),),
        spares=(*stays("regulator_pressure_bar", when=_FIRING), *stays("tank_pressure_bar", "fuel_tank_pressure_bar")),
        signature="Lock-up pressure behind the regulator climbs while the rig is idle.",
        discriminator="Only in idle: under flow the pressure is as set.",
        action="Replace the regulator's seat before the relief valve has to act.",
    ),
    _mode(
        mode="feed_leak",
        growth=Growth.LINEAR,
        hours=(4, 72),
        shows=(falls("tank_pressure_bar", _IDLE),),
        spares=(
            *stays("tank_pressure_bar", when=_FIRING),
            *stays("regulator_pressure_bar", "fuel_tank_pressure_bar", "oxidiser_dome_temp_c"),
        ),
        signature="The oxidiser tank's pressure decays while the rig is idle, more than its temperature explains.",
        discriminator="Regulator and fuel tank hold, and nothing gets cold behind the main valve: it leaks outside.",
        action="Leak-check the oxidiser tank, its lines and fittings.",
    ),
    _mode(
        mode="fuel_feed_leak",
        growth=Growth.LINEAR,
        hours=(4, 72),
        shows=(falls("fuel_tank_pressure_bar", _IDLE),),
        spares=(
            *stays("fuel_tank_pressure_bar", when=_FIRING),
            *stays("regulator_pressure_bar", "tank_pressure_bar"),
        ),
        signature="The fuel tank's pressure decays while the rig is idle, more than its temperature explains.",
        discriminator="Regulator and oxidiser tank hold.",
        action="Ventilate the cell; leak-check the fuel tank, its lines and fittings.",
    ),
    _mode(
        mode="seat_leak",
        growth=Growth.LINEAR,
        hours=(4, 72),
        shows=(falls("tank_pressure_bar", _IDLE), falls("oxidiser_dome_temp_c", _IDLE)),
        spares=(*stays("tank_pressure_bar", when=_FIRING), *stays("fuel_tank_pressure_bar", "regulator_pressure_bar")),
        signature="The oxidiser tank's pressure decays in idle, and the dome behind the main valve stays cold.",
        discriminator="Cold behind a shut valve: the oxidiser goes through its seat, not through a fitting.",
        action="Do not start; purge the dome, replace the main oxidiser valve's seat.",
    ),
    _mode(
        mode="purge_valve_leak",
        growth=Growth.LINEAR,
        hours=(12, 240),
        shows=(falls("purge_pressure_bar"),),
        spares=stays("tank_pressure_bar", "regulator_pressure_bar", "chamber_pressure_bar", "roughness_pct"),
        signature="The purge gas loses pressure, in idle as in firing.",
        discriminator="Tanks and regulator hold: only the purge supply is drained.",
        action="Replace the purge valve's seat; check its check valve.",
    ),
    _mode(
        mode="valve_stick",
        growth=Growth.WEAR,
        hours=(168, 1000),
        shows=(rises("valve_lag_ms", _FIRING, _COLD_CELL), falls("valve_position_pct", _FIRING)),
        spares=stays("valve_command_pct", "chamber_pressure_bar", "thrust_n", "mass_flow_kgps"),
        signature="The main valve follows its command later and later and stops short, first on cold mornings.",
        discriminator="Command, pressures, flow and thrust are as ever once it is open; worst in the cold.",
        action="Service the valve's actuator before it fails to close.",
    ),
    _mode(
        mode="igniter_delay",
        growth=Growth.WEAR,
        hours=(48, 500),
        shows=(rises("ignition_delay_ms", _FIRING),),
        spares=stays("valve_lag_ms", "chamber_pressure_bar", "purge_pressure_bar"),
        signature="From command to chamber pressure takes longer and longer: propellant gathers for a hard start.",
        discriminator="The valves open in time, and main stage is as ever.",
        action="Replace igniter and exciter before the next start; inspect the chamber for over-pressure.",
    ),
    _mode(
        mode="transducer_zero_drift",
        growth=Growth.LINEAR,
        hours=(48, 720),
        shows=(
            rises("chamber_pressure_zero_bar", _SHUT, _HOT_CELL),
            rises("chamber_pressure_bar", _FIRING, _HOT_CELL),
        ),
        spares=stays("thrust_n", "mass_flow_kgps", "mixture_ratio"),
        signature="Chamber pressure reads too high by an offset that goes with the cell's temperature.",
        discriminator="The offset is there with the valves shut; thrust and flow say that the engine is as ever.",
        action="Calibrate the transducer over temperature; replace it if its zero does not hold.",
    ),
    _mode(
        mode="load_cell_creep",
        growth=Growth.LINEAR,
        hours=(48, 720),
        shows=(rises("thrust_zero_n", _SHUT), rises("thrust_n", _FIRING), rises("isp_s", _FIRING)),
        spares=stays("chamber_pressure_bar", "chamber_pressure_zero_bar", "mass_flow_kgps"),
        signature="Thrust is left on the load cell after shutdown and fades within the hour; in firing it reads high.",
        discriminator="Chamber pressure and flow are as ever: no engine gets better by itself.",
        action="Calibrate the load cell; check it and its flexures for overload.",
    ),
)
