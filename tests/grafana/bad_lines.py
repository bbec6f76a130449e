"""Lines without one of their tags, of every measurement: what a device that was set up in a hurry leaves in a store."""

from collections.abc import Iterator
from itertools import product

from store.gateway import Gateway

_TAGS = (("asset", "BAD-1"), ("asset_class", "machine"), ("site", "north"))
_KNOWN = (("asset", "PUMP-001"), ("asset_class", "pump"), ("site", "north"))
_LINES = {
    "telemetry": {
        "telemetry": 'run_state="running",accel_g=1.0,speed_rpm=1.0,lat=1.0,lon=1.0,speed_kmh=9.0,speed_limit_kmh=5.0',
        "truth,mode=bearing_wear,episode=E": 'severity=0.5,phase="detectable"',
    },
    "health": {
        "risk": 'risk=9.0,level=1i,band="low",health=9.0,top_signal="accel_g",reason="x",contribution_accel_g=9.0',
        "score,signal=accel_g": "observed=1.0,expected=1.0,lower=0.0,upper=2.0,score=0.5",
        "score": "observed=1.0,expected=1.0,lower=0.0,upper=2.0,score=0.5",
        "fault,code=X,severity=critical,episode=E": 'state="raised",risk=9.0,description="x",recommendation="y"',
        "fault": 'state="raised",risk=9.0,description="x",recommendation="y",mode="x",confidence=0.5',
        "incident,incident=I": 'state="open",severity="warning",opened=1i,code="X",description="x",recommendation="y"',
        "incident": 'state="open",severity="warning",opened=1i,code="X",description="x",recommendation="y"',
        "diagnosis": 'mode="x",confidence=0.9,supports="x",against="y",alternatives="z 5%",action="a"',
        "prognosis": 'method="linear",rul_h=9.0,rul_low_h=8.0,rul_high_h=10.0,p_fail_7d=0.5,p_fail_30d=0.9,because="x"',
        "condition": 'health=9.0,status="critical",because="x",factor_now=91.0',
        "limit,signal=accel_g": "warn_high=1.0,crit_high=2.0",
        "learned,signal=accel_g": "min_deviation=1.0,normal_low=1.0,normal_high=2.0",
        "data_quality,signal=accel_g,issue=stuck": "count=5i,age_s=1.0,open=1i",
        "data_quality": "count=5i,age_s=1.0,open=1i",
        "worker": "behind_s=1.0,lag_s=1.0,spooled_batches=1.0",
    },
    "config": {
        "threshold": 'direction="both",sensitivity=1.0,min_deviation=0.1,version=1i,why="x",actor="y"',
        "maintenance": 'from="2026-11-30T00:00:00Z",until="2026-12-30T00:00:00Z",what="x",actor="y",relearn=false',
        "asset": 'name="x",criticality="high",weight=2.0,retired=true',
        "task,task=T": 'state="open",title="x",version=1i',
        "task_queue,task=T": 'state="open",title="x",due=1i,late=true,told=9000000000000000000i',
        "task_queue": 'state="open",title="x",due=1i,late=true,told=9000000000000000000i',
    },
    "rollup": {"telemetry_1m,signal=accel_g": "mean=1.0,min=1.0,max=1.0,count=1i"},
}


def write(gateway: Gateway, time: int) -> None:
    """Write every one of them at a time in nanoseconds."""
    for bucket, lines in _LINES.items():
        gateway.write(bucket, [f"{head}{tags} {fields} {time}" for head, fields in lines.items() for tags in _some()])


def _some() -> Iterator[str]:
    """Every choice of tags that is not all of them, of an asset of its own and of one that is well known."""
    for own, chosen in product((_TAGS, _KNOWN), product((False, True), repeat=3)):
        if not all(chosen):
            yield "".join(f",{name}={value}" for (name, value), is_there in zip(own, chosen, strict=True) if is_there)
