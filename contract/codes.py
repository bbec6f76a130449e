"""Fault codes: what a signal outside its band means for a class of machine, and what to do about it.

Codes of SAE J2012 where the standard names the symptom, plain names elsewhere. They name what is seen, not a diagnosis:
the first advice is therefore always what finds the cause.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contract.catalogue import AssetClass

HIGH, LOW = 1, -1
"""The sides of what is expected on which a signal can be."""


@dataclass(frozen=True, slots=True)
class Code:
    """A fault code with its description and recommendation.

    `danger` marks what can burn, kill by touch or burst: once it is critical, people are called without any wait.
    """

    name: str
    description: str
    recommendation: str
    danger: bool = False


# fmt: off
_ICE = {
    ("coolant_temp_c", HIGH): Code("P0217",
        "Coolant hotter than the load explains", "Stop if it keeps rising; check level, fan, thermostat and pump"),
    ("coolant_temp_c", LOW): Code("P0128",
        "Coolant colder than the load explains", "Check the thermostat for sticking open, then the sensor"),
    ("oil_temp_c", HIGH): Code("P0298", "Engine oil too hot", "Reduce load; check oil level, cooler and coolant"),
    ("oil_pressure_bar", LOW): Code("P0524",
        "Oil pressure too low", "Stop the engine; check oil level, then the pump and its pick-up"),
    ("intake_air_temp_c", HIGH): Code("P0113",
        "Intake air hotter than expected", "Check the intake duct and heat shield; let the engine bay cool"),
    ("ltft_pct", HIGH): Code("P0171", "Mixture lean: the fuel trim adds too much",
        "Check for a vacuum leak, a dirty air-mass meter, low fuel supply"),
    ("ltft_pct", LOW): Code("P0172",
        "Mixture rich: the fuel trim takes too much away", "Check injectors, purge valve and fuel pressure"),
    ("module_voltage_v", LOW): Code("P0562",
        "System voltage low while running", "Test the alternator and its belt, then the battery"),
    ("catalyst_temp_c", HIGH): Code("CATALYST_HOT",
        "Catalyst hotter than expected", "Look for misfire first; unburnt fuel destroys the catalyst"),
    ("vibration_mm_s", HIGH): Code("VIBRATION_HIGH",
        "Engine vibrates more than its speed explains", "Inspect mounts and accessories; check for misfire"),
    ("vibration_score", HIGH): Code("VIBRATION_SCORE_HIGH",
        "Vibration score over its limit", "Inspect engine mounts; check for misfire"),
    ("speed_kmh", HIGH): Code("SPEEDING", "Faster than the road's limit allows", "Talk with the driver"),
    ("engine_rpm", HIGH): Code("OVER_REV", "Engine speed over the redline", "Talk with the driver"),
    ("coolant_level_pct", LOW): Code("P2560",
        "Coolant level low", "Top up, then pressure-test the circuit for the leak"),
    ("egr_error_pct", LOW): Code("P0401",
        "Less exhaust gas is recirculated than commanded", "Clean valve and passages; check its actuator"),
    ("fuel_pressure_kpa", LOW): Code("P0087", "Fuel pressure too low", "Replace the fuel filter; test the pump"),
    ("o2_switch_ratio", HIGH): Code("P0420",
        "Catalyst stores less oxygen than it should", "Rule out misfire and leaks; then replace the catalyst"),
    ("crank_voltage_v", LOW): Code("CRANK_VOLTAGE_LOW",
        "Battery voltage collapses at the start", "Test the battery before the next cold morning"),
    ("tyre_deficit_pct", HIGH): Code("TYRE_PRESSURE_LOW",
        "One tyre has less pressure than the others", "Inflate it and look for a puncture"),
    ("brake_temp_c", HIGH): Code("BRAKE_HOT",
        "A brake is hotter than the driving explains", "Stop if it smokes; free or replace the caliper", danger=True),
}

_EV = {
    ("batt_temp_c", HIGH): Code("BAT_TEMP_HIGH",
        "Battery too hot", "Stop and park outdoors; end charging; inspect the battery cooling", danger=True),
    ("batt_temp_rate_c_min", HIGH): Code("BAT_HEATING_FAST",
        "Battery heats faster than its load explains", "Stop at once and keep away; suspect a cell short", danger=True),
    ("speed_kmh", HIGH): Code("HIGH_SPEED", "Speed over 161 km/h (100 mph)", "Slow down; talk with the driver"),
    ("hv_voltage_v", LOW): Code("HV_VOLTAGE_LOW",
        "Pack voltage lower than load and charge explain", "Check cells and contactors"),
    ("hv_voltage_v", HIGH): Code("HV_VOLTAGE_HIGH",
        "Pack voltage higher than expected", "End charging; check the measurement"),
    ("soh_pct", LOW): Code("P0A80", "Battery has lost capacity", "Plan a battery test, then its replacement"),
    ("cell_spread_mv", HIGH): Code("P0A7F", "Cells drift apart", "Balance the pack; replace the weak module"),
    ("coolant_temp_c", HIGH): Code("P0A93", "Battery coolant too warm", "Check pump, chiller and coolant level"),
    ("coolant_flow_lpm", LOW): Code("COOLANT_FLOW_LOW",
        "Battery coolant flows too slowly", "Limit charging; check the coolant pump"),
    ("pack_resistance_mohm", HIGH): Code("PACK_RESISTANCE_HIGH",
        "Pack resistance above expected", "Test contactors and modules"),
    ("isolation_kohm", LOW): Code("P0AA6",
        "High-voltage insulation weak", "Do not touch; find the wet harness or the compressor", danger=True),
    ("motor_temp_c", HIGH): Code("P0A2F", "Drive motor too hot", "Reduce load; check the motor's cooling"),
    ("inverter_temp_c", HIGH): Code("P0A3C", "Inverter too hot", "Reduce load; check its coolant and thermal paste"),
    ("dcdc_v", LOW): Code("P0A94", "12 V supply low", "Check the DC-DC converter, then the 12 V battery"),
    ("charge_port_temp_c", HIGH): Code("CHARGE_PORT_HOT",
        "Charge port too hot", "Charge slower; inspect the contacts", danger=True),
    ("motor_vibration_mm_s", HIGH): Code("MOTOR_VIBRATION",
        "Drive motor vibrates more than its speed explains", "Inspect the motor's bearings"),
    ("soc_error_pct", HIGH): Code("CHARGE_COUNT_HIGH",
        "Counted charge is above what the voltage tells", "Recalibrate the current sensor"),
    ("soc_error_pct", LOW): Code("CHARGE_COUNT_LOW",
        "Counted charge is below what the voltage tells", "Recalibrate the current sensor"),
    ("hybrid_batt_life_pct", LOW): Code("BATTERY_LIFE_LOW",
        "Battery ages faster than it should", "Plan a battery test"),
    ("cell_min_v", LOW): Code("CELL_VOLTAGE_LOW",
        "The weakest cell is lower than load and charge explain", "Balance the pack; replace the weak module"),
    ("cell_max_v", HIGH): Code("CELL_VOLTAGE_HIGH",
        "The fullest cell is higher than charge explains", "End charging; balance the pack"),
    ("batt_temp_mean_c", HIGH): Code("BAT_MEAN_TEMP_HIGH",
        "The whole battery is warmer than its load explains", "Limit load and charging; check its cooling"),
    ("batt_temp_min_c", HIGH): Code("BAT_MIN_TEMP_HIGH",
        "Even the coolest module is warmer than its load explains", "Check the battery's cooling"),
    ("coolant_out_temp_c", HIGH): Code("COOLANT_OUT_HOT",
        "Coolant leaves the battery too warm", "Check coolant flow and chiller"),
    ("rail_ratio_pct", HIGH): Code("HV_LEAK_NEGATIVE",
        "The negative rail leaks towards the body", "Do not touch; find the leak on the negative side", danger=True),
    ("rail_ratio_pct", LOW): Code("HV_LEAK_POSITIVE",
        "The positive rail leaks towards the body", "Do not touch; find the leak on the positive side", danger=True),
    ("contactor_drop_mv", HIGH): Code("CONTACTOR_DROP",
        "Main contactors drop too much voltage", "Replace the contactors before they weld"),
    ("contactor_drop_mv", LOW): Code("CONTACTOR_DROP_CHARGING",
        "Main contactors drop too much voltage while charging", "Replace the contactors before they weld"),
}

_MACHINE = {
    ("vibration_mm_s", HIGH): Code("VIBRATION_HIGH",
        "Vibrates more than it should", "Grease and listen; plan a bearing change; check balance and alignment"),
    ("accel_g", HIGH): Code("BEARING_NOISE_DE", "Drive-end bearing is rough", "Grease it; inspect the bearing soon"),
    ("accel_nde_g", HIGH): Code("BEARING_NOISE_NDE",
        "Non-drive-end bearing is rough", "Grease it; inspect the bearing soon"),
    ("bearing_temp_c", HIGH): Code("BEARING_HOT",
        "Bearing hotter than its load explains", "Check lubrication; then the bearing"),
    ("winding_temp_c", HIGH): Code("WINDING_HOT",
        "Winding hotter than its load explains", "Reduce load; check cooling and phases"),
    ("motor_current_a", HIGH): Code("CURRENT_HIGH",
        "Motor takes more current than expected", "Look for drag or overload"),
    ("motor_current_a", LOW): Code("CURRENT_LOW",
        "Motor takes less current than expected", "Check for dry run or a broken coupling"),
    ("supply_voltage_v", HIGH): Code("SUPPLY_HIGH", "Supply voltage above expected", "Check the supply"),
    ("supply_voltage_v", LOW): Code("SUPPLY_LOW",
        "Supply voltage below expected", "Check the supply and its terminals"),
    ("power_kw", HIGH): Code("POWER_HIGH",
        "Takes more power than its duty explains", "Look for drag, a tight belt or overload"),
    ("power_kw", LOW): Code("POWER_LOW",
        "Takes less power than its duty explains", "Check for a clogged inlet, dry run or slip"),
    ("discharge_pressure_bar", HIGH): Code("DISCHARGE_HIGH",
        "Discharge pressure high", "Check for a closed or clogged line behind it"),
    ("discharge_pressure_bar", LOW): Code("DISCHARGE_LOW",
        "Discharge pressure low", "Check inlet, impeller wear and leaks"),
    ("suction_pressure_bar", LOW): Code("SUCTION_LOW",
        "Suction pressure low", "Clean the strainer; raise the inlet level"),
    ("flow_m3h", HIGH): Code("FLOW_HIGH", "Flow above expected", "Check for a burst or an open bypass"),
    ("flow_m3h", LOW): Code("FLOW_LOW", "Flow below expected", "Check valves, strainer and impeller"),
    ("strainer_dp_bar", HIGH): Code("STRAINER_CLOGGED", "Strainer takes too much pressure", "Clean the strainer"),
    ("fluid_temp_c", HIGH): Code("FLUID_HOT", "Fluid hotter than expected", "Check the cooling and for a closed valve"),
    ("belt_speed_ms", LOW): Code("BELT_SLOW", "Belt slower than expected", "Tension the belt; check the drive"),
    ("belt_slip_pct", HIGH): Code("BELT_SLIP", "Belt slips", "Tension and clean the belt; check the lagging"),
    ("gearbox_oil_temp_c", HIGH): Code("GEARBOX_HOT", "Gearbox oil too hot", "Check oil and idlers; reduce load"),
    ("vibration_nde_mm_s", HIGH): Code("VIBRATION_NDE_HIGH",
        "Non-drive end vibrates more than it should", "Check balance, bolts and bearing"),
    ("vibration_axial_mm_s", HIGH): Code("VIBRATION_AXIAL_HIGH",
        "Vibrates along the shaft", "Check the alignment of the coupling"),
    ("vibration_1x_mm_s", HIGH): Code("UNBALANCE", "Vibration once a turn is high", "Clean and balance the rotor"),
    ("vibration_2x_mm_s", HIGH): Code("MISALIGNMENT",
        "Vibration twice a turn is high", "Align the coupling; check for looseness"),
    ("accel_kurtosis", HIGH): Code("BEARING_SHOCKS",
        "Drive-end bearing gives shocks", "Inspect the bearing; plan its change"),
    ("current_imbalance_pct", HIGH): Code("CURRENT_IMBALANCE",
        "The phases carry unequal currents", "Check fuses, terminals and supply; test the winding"),
    ("power_factor", LOW): Code("POWER_FACTOR_LOW",
        "Power factor lower than the load explains", "Check load, winding and supply voltage"),
    ("current_sideband_db", HIGH): Code("ROTOR_BAR",
        "Side-bands of the current point to the rotor", "Test the rotor's bars at full load"),
    ("drive_temp_c", HIGH): Code("DRIVE_HOT",
        "The drive is hotter than its load explains", "Clean or replace the drive's fan and filter"),
    ("npsh_margin_m", LOW): Code("NPSH_MARGIN_LOW",
        "Too little suction head is left", "Raise the inlet level; clean the strainer; throttle"),
    ("efficiency_pct", LOW): Code("EFFICIENCY_LOW",
        "Pump turns less of its power into flow", "Inspect impeller and wear rings"),
    ("seal_temp_c", HIGH): Code("SEAL_HOT", "Shaft seal too hot", "Stop if it runs dry; check flow and flushing"),
    ("seal_leak_ml_h", HIGH): Code("SEAL_LEAK", "Shaft seal leaks", "Plan to replace the seal"),
    ("belt_tension_kn", HIGH): Code("BELT_TIGHT",
        "Belt tighter than its load explains", "Set the take-up; look for drag"),
    ("belt_tension_kn", LOW): Code("BELT_LOOSE", "Belt looser than its load explains", "Tension the belt"),
    ("belt_misalign_mm", HIGH): Code("BELT_OFF_TRACK", "Belt runs off the middle", "Clean drums and train the idlers"),
}

_RIG = {
    ("cell_temperature_c", HIGH): Code("CELL_TEMP_HIGH",
        "Test cell too hot", "Hold the campaign; check cell ventilation", danger=True),
    ("cell_pressure_hpa", HIGH): Code("CELL_PRESSURE_HIGH",
        "Cell pressure too high", "Check cell ventilation and relief", danger=True),
    ("chamber_pressure_bar", HIGH): Code("CHAMBER_PRESSURE_HIGH",
        "Chamber pressure high for its flow", "Inspect throat and injector"),
    ("chamber_pressure_bar", LOW): Code("CHAMBER_PRESSURE_LOW",
        "Chamber pressure low for its flow", "Inspect injector and throat"),
    ("roughness_pct", HIGH): Code("COMBUSTION_ROUGH", "Combustion rough", "Abort if it grows; inspect the injector"),
    ("thrust_n", HIGH): Code("THRUST_HIGH", "Thrust above expected", "Check the load cell and the mixture"),
    ("thrust_n", LOW): Code("THRUST_LOW", "Thrust below expected", "Check feed, injector and load cell"),
    ("mixture_ratio", HIGH): Code("MIXTURE_LEAN", "Too much oxidiser", "Inspect the fuel side for clogging"),
    ("mixture_ratio", LOW): Code("MIXTURE_RICH", "Too much fuel", "Inspect the oxidiser side for clogging"),
    ("tank_pressure_bar", LOW): Code("TANK_PRESSURE_LOW", "Tank loses pressure", "Leak-check tank, seat and feed line"),
    ("regulator_pressure_bar", HIGH): Code("REGULATOR_CREEP", "Regulator creeps up", "Replace the regulator's seat"),
    ("nozzle_wall_temp_c", HIGH): Code("NOZZLE_HOT",
        "Nozzle wall too hot", "Stop firing; inspect cooling jacket and film"),
    ("turbopump_vibration_g", HIGH): Code("TURBOPUMP_VIBRATION",
        "Turbopump vibrates", "Stop; inspect bearings and balance"),
    ("turbopump_bearing_temp_c", HIGH): Code("TURBOPUMP_BEARING_HOT",
        "Turbopump bearing hot", "Stop; inspect the bearing"),
    ("valve_lag_ms", HIGH): Code("VALVE_SLOW",
        "Main valve lags its command", "Inspect actuator and supply; warm it on cold days"),
    ("fuel_tank_pressure_bar", LOW): Code("FUEL_TANK_PRESSURE_LOW",
        "Fuel tank loses pressure", "Leak-check tank, seat and feed line"),
    ("purge_pressure_bar", LOW): Code("PURGE_PRESSURE_LOW",
        "Purge gas pressure low", "Leak-check the purge valve; check the supply"),
    ("pump_inlet_pressure_bar", LOW): Code("PUMP_INLET_LOW",
        "Too little pressure at the pump's inlet", "Raise the tank pressure; check the inlet filter"),
    ("jacket_dt_c", HIGH): Code("JACKET_HOT",
        "Coolant takes up more heat than the chamber pressure explains", "Stop firing; inspect the cooling jacket"),
    ("ignition_delay_ms", HIGH): Code("IGNITION_LATE",
        "Ignites later than it should", "Inspect igniter and its supply before the next firing"),
    ("thrust_zero_n", HIGH): Code("LOAD_CELL_ZERO_HIGH",
        "Load cell shows thrust with the valves shut", "Tare and calibrate the load cell"),
    ("thrust_zero_n", LOW): Code("LOAD_CELL_ZERO_LOW",
        "Load cell shows pull with the valves shut", "Tare and calibrate the load cell"),
    ("chamber_pressure_zero_bar", HIGH): Code("CHAMBER_ZERO_HIGH",
        "Chamber transducer shows pressure with the valves shut", "Calibrate the transducer"),
    ("chamber_pressure_zero_bar", LOW): Code("CHAMBER_ZERO_LOW",
        "Chamber transducer is below zero with the valves shut", "Calibrate the transducer"),
    ("isp_s", LOW): Code("ISP_LOW",
        "Less impulse for the propellant than it should give", "Inspect nozzle, throat and injector"),
}
# fmt: on

CODES: Mapping[AssetClass, Mapping[tuple[str, int], Code]] = MappingProxyType(
    {AssetClass.ICE: _ICE, AssetClass.EV: _EV, AssetClass.MACHINE: _MACHINE, AssetClass.RIG: _RIG}
)
"""The code of each class's signal on each side; for a side that is not named a plain one is made."""
