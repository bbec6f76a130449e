"""Settings: typed, documented, and refused before anything starts."""

from pathlib import Path

import pytest

from contract.errors import SettingsError
from contract.settings import Settings, table


def test_defaults_serve_a_laptop() -> None:
    settings = Settings.load({})
    assert settings.influx_url == "http://127.0.0.1:8086"
    assert settings.forewarn_admin_host == "127.0.0.1"


def test_a_secret_can_be_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-long-random-token\n")
    settings = Settings.load({"INFLUX_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.require("influx_token") == "a-long-random-token"


def test_a_secret_is_not_shown_in_a_repr() -> None:
    assert "a-long-random-token" not in repr(Settings.load({"INFLUX_TOKEN": "a-long-random-token"}))


def test_a_missing_secret_says_how_to_give_it() -> None:
    with pytest.raises(SettingsError, match="INFLUX_TOKEN: not set; give INFLUX_TOKEN or INFLUX_TOKEN_FILE"):
        Settings.load({}).require("influx_token")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"FOREWARN_TICK_S": "nan"}, "FOREWARN_TICK_S: .*finite"),
        ({"FOREWARN_TICK_S": "inf"}, "FOREWARN_TICK_S: "),
        ({"FOREWARN_TICK_S": "0"}, "FOREWARN_TICK_S: .*greater than or equal to 0.1"),
        ({"FOREWARN_ADMIN_PORT": "70000"}, "FOREWARN_ADMIN_PORT: .*65535"),
        ({"INFLUX_URL": "localhost:8086"}, "INFLUX_URL: "),
        ({"INFLUX_URL": "http://"}, "INFLUX_URL: .*no address with a host"),
        ({"INFLUX_URL": "http://[::1"}, "INFLUX_URL: .*Invalid IPv6"),
        ({"INFLUX_TOKEN": "two words"}, "INFLUX_TOKEN: holds a blank"),
        ({"INFLUX_TOKEN": "two\nlines"}, "INFLUX_TOKEN: holds a line break"),
        ({"FOREWARN_ADMIN_PASSWORD": "a\x07bell"}, "FOREWARN_ADMIN_PASSWORD: holds a line break or another control"),
        ({"FOREWARN_SIMULATOR_URL": "http://simulator"}, "FOREWARN_SIMULATOR_URL: "),
        ({"FOREWARN_SIMULATOR_URL": "http://simulator:99999"}, "FOREWARN_SIMULATOR_URL: .*range"),
        ({"FOREWARN_SIMULATOR_URL": "http://simulator:0"}, "FOREWARN_SIMULATOR_URL: .*port 0"),
        ({"FOREWARN_SIMULATOR_TOKEN": "change-me"}, "FOREWARN_SIMULATOR_TOKEN: 'change-me' is a placeholder"),
        ({"FOREWARN_ZONE": "Europe/Berlyn"}, "FOREWARN_ZONE: .*'Europe/Berlyn' is no time zone.*Europe/Berlin"),
        ({"FOREWARN_ZONE": "../../etc/passwd"}, "FOREWARN_ZONE: .*is no time zone"),
        ({"FOREWARN_SITE_ZONES": "yard"}, "FOREWARN_SITE_ZONES: .*'yard' is not of the form site=Zone"),
        ({"FOREWARN_SITE_ZONES": "yard=UTC,yard=UTC"}, "FOREWARN_SITE_ZONES: .*'yard' stands twice"),
        ({"FOREWARN_SITE_ZONES": "yard=Mars/Base"}, "FOREWARN_SITE_ZONES: .*'Mars/Base' is no time zone"),
        ({"FOREWARN_TASKS_PER_DAY": "0"}, "FOREWARN_TASKS_PER_DAY: .*greater than or equal to 1"),
        ({"FOREWARN_SITE_TASKS_PER_DAY": "yard=0"}, "FOREWARN_SITE_TASKS_PER_DAY: .*'yard=0' is not of the form"),
        ({"FOREWARN_SITE_TASKS_PER_DAY": "yard"}, "FOREWARN_SITE_TASKS_PER_DAY: .*'yard' is not of the form site=4"),
        ({"FOREWARN_SITE_TASKS_PER_DAY": "a=1,a=2"}, "FOREWARN_SITE_TASKS_PER_DAY: .*'a' stands twice"),
        ({"FOREWARN_TIK_S": "1"}, "FOREWARN_TIK_S: no such setting; known are .*FOREWARN_TICK_S"),
        ({"INFLUX_TOKEN": "changeme"}, "INFLUX_TOKEN: 'changeme' is a placeholder"),
        ({"FOREWARN_ADMIN_PASSWORD": "change-me"}, "FOREWARN_ADMIN_PASSWORD: 'change-me' is a placeholder"),
        ({"INFLUX_TOKEN": "a", "INFLUX_TOKEN_FILE": "b"}, "INFLUX_TOKEN: set both"),
        ({"INFLUX_TOKEN_FILE": "/no/such/file"}, "INFLUX_TOKEN_FILE: .*No such file"),
    ],
)
def test_a_wrong_setting_stops_the_process_with_its_name(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings.load(environ)


@pytest.mark.parametrize("name", ["INFLUX_URL", "FOREWARN_SIMULATOR_URL"])
def test_an_address_with_a_password_is_refused_without_showing_it(name: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.load({name: "http://user:hidden@store:8086"})
    assert "hidden" not in str(caught.value)


def test_an_empty_or_unreadable_secret_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name, reason in (("empty", "is empty"), ("bytes", "is no text")):
        with pytest.raises(SettingsError, match=f"INFLUX_TOKEN_FILE: .*{name}:? {reason}"):
            Settings.load({"INFLUX_TOKEN_FILE": str(tmp_path / name)})


def test_blanks_and_line_breaks_around_a_secret_do_not_belong_to_it() -> None:
    found = Settings.load({"INFLUX_TOKEN": "a-token\n", "FOREWARN_ADMIN_PASSWORD": " pässword with blanks\r\n"})
    assert found.require("influx_token") == "a-token"
    assert found.require("forewarn_admin_password") == "pässword with blanks"


def test_an_address_of_ipv6_is_an_address() -> None:
    found = Settings.load({"INFLUX_URL": "http://[::1]:8086", "FOREWARN_SIMULATOR_URL": "http://[fe80::1]:8010"})
    assert found.influx_url == "http://[::1]:8086"


def test_a_site_keeps_the_zone_that_is_given_for_it_and_all_others_the_common_one() -> None:
    found = Settings.load({"FOREWARN_ZONE": "Europe/Berlin", "FOREWARN_SITE_ZONES": " yard = UTC, hall=Asia/Tokyo "})
    assert [found.zones.of(site) for site in ("yard", "hall", "depot")] == ["UTC", "Asia/Tokyo", "Europe/Berlin"]
    assert Settings.load({}).zones.of("yard") == "UTC"


def test_every_setting_has_a_meaning() -> None:
    assert [name for name, _, meaning in table() if len(meaning) < 10] == []
