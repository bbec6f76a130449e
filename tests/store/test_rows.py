"""Points from a raw answer: whatever was written, each by itself."""

from pathlib import Path

from store.gateway import Gateway
from store.provision import provision
from store.queries import render
from store.rows import whole
from tests.support.store import RunningStore

LINES = [
    'threshold,scope=b,signal=s direction="up",version=2i 20',
    'threshold,scope=a,signal=s direction="up",version=1i,enabled=true,sensitivity=0.5 10',
    'threshold,signal=s scope="a",_time="x",direction="down" 15',
    "threshold version=9i 5",
]


def test_each_point_is_one_record_with_the_fields_and_tags_that_it_has(store: RunningStore, tmp_path: Path) -> None:
    provision(store.url, store.org, tmp_path, operator=store.token)
    with Gateway(store.url, store.token, store.org) as gateway:
        gateway.write("config", LINES)
        found = whole(gateway.blocks(render("thresholds")), "scope", "signal")
    assert found == [
        {"version": 9, "_time": 5},
        {
            "scope": "a",
            "signal": "s",
            "direction": "up",
            "version": 1,
            "enabled": True,
            "sensitivity": 0.5,
            "_time": 10,
        },
        {"signal": "s", "direction": "down", "_time": 15},
        {"scope": "b", "signal": "s", "direction": "up", "version": 2, "_time": 20},
    ]
