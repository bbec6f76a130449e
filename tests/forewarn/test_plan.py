"""What `forewarn run` takes from options, settings and its folder."""

from pathlib import Path

import pytest

from contract.errors import SettingsError
from contract.settings import Settings
from forewarn.local import Addresses, LocalFolder
from forewarn.plan import Address, Plan, Ports

HERE = "http://127.0.0.1:8186"
PLANT = "https://influx.plant.example"
TOKEN = {"INFLUX_TOKEN": "an-operators"}
OWN = Addresses("http://127.0.0.1:8086", "forewarn", True, "http://127.0.0.1:8000", "http://127.0.0.1:8010")
THEIRS = Addresses(PLANT, "forewarn", False, "http://127.0.0.1:8000", None)


@pytest.fixture
def folder(tmp_path: Path) -> LocalFolder:
    return LocalFolder(tmp_path)


def planned(
    folder: LocalFolder, settings: dict[str, str], ports: Ports | None = None, simulated: bool | None = None
) -> Plan:
    return Plan.of(folder, Settings.load(settings), ports or Ports(), simulated)


def test_without_settings_all_parts_are_at_their_usual_ports(folder: LocalFolder) -> None:
    assert planned(folder, {}).addresses == OWN


def test_settings_say_where_the_parts_listen(folder: LocalFolder) -> None:
    settings = {"INFLUX_URL": HERE, "FOREWARN_ADMIN_PORT": "8100", "FOREWARN_ADMIN_HOST": "0.0.0.0"}
    plan = planned(folder, {**settings, "FOREWARN_SIMULATOR_URL": "http://127.0.0.1:8110"})
    assert plan.store == Address("127.0.0.1", 8186)
    assert plan.admin == Address("0.0.0.0", 8100)
    assert plan.addresses == Addresses(HERE, "forewarn", True, "http://127.0.0.1:8100", "http://127.0.0.1:8110")


def test_options_count_before_settings(folder: LocalFolder) -> None:
    settings = {"INFLUX_URL": PLANT, "FOREWARN_ADMIN_PORT": "8100", "FOREWARN_SIMULATOR_URL": "http://127.0.0.1:8110"}
    plan = planned(folder, {**settings, **TOKEN}, Ports(1, 2, 3))
    assert (plan.store, plan.admin.port, plan.simulator) == (Address("127.0.0.1", 1), 2, Address("127.0.0.1", 3))


@pytest.mark.parametrize("url", [HERE, PLANT])
def test_with_an_address_and_a_token_the_store_is_somebody_else_s(folder: LocalFolder, url: str) -> None:
    plan = planned(folder, {"INFLUX_URL": url, **TOKEN})
    assert (plan.store, plan.store_url, plan.addresses.own_store) == (None, url, False)


def test_a_token_without_an_address_moves_no_store(folder: LocalFolder) -> None:
    assert planned(folder, TOKEN).store == Address("127.0.0.1", 8086)


def test_a_folder_stays_with_its_kind_of_store(folder: LocalFolder) -> None:
    folder.remember(OWN)
    folder.store.mkdir()
    assert planned(folder, {"INFLUX_URL": HERE, **TOKEN}).store == Address("127.0.0.1", 8186)
    with pytest.raises(SettingsError, match=r"INFLUX_URL: .* belongs to a store of its own; .* --data"):
        planned(folder, {"INFLUX_URL": PLANT, **TOKEN})


def test_a_folder_of_a_store_elsewhere_needs_its_address_and_token_only_once(folder: LocalFolder) -> None:
    folder.remember(THEIRS)
    assert planned(folder, {}).store_url == PLANT
    assert planned(folder, {"INFLUX_URL": HERE}).store_url == HERE, "it moved"
    with pytest.raises(SettingsError, match=f"--store-port: .* belongs to {PLANT}"):
        planned(folder, {}, Ports(store=1))


def test_a_folder_without_a_simulated_fleet_stays_without_until_one_is_wanted(folder: LocalFolder) -> None:
    assert planned(folder, {}).simulated
    folder.remember(planned(folder, {}, simulated=False).addresses)
    assert not planned(folder, {}).simulated
    assert planned(folder, {}, simulated=True).simulator == Address("127.0.0.1", 8010)


def test_a_note_that_is_damaged_is_as_none(folder: LocalFolder, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("", "[]", '{"store": 1}', "\xff"):
        (folder.root / "addresses.json").write_text(text, encoding="latin-1")
        assert planned(folder, {}).addresses == OWN
    assert "cannot be read, as if it were not there" in caplog.text


def test_a_port_that_nobody_would_know_is_refused(folder: LocalFolder) -> None:
    with pytest.raises(SettingsError, match="FOREWARN_ADMIN_PORT: 0 is any port"):
        planned(folder, {"FOREWARN_ADMIN_PORT": "0"})


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("::", 8), "http://[::1]:8"),
        (Address("::1", 8), "http://[::1]:8"),
        (Address("0.0.0.0", 8), "http://127.0.0.1:8"),
    ],
)
def test_an_address_is_told_as_this_machine_reaches_it(address: Address, url: str) -> None:
    assert address.url == url
