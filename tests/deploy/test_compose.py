"""The compose file: pinned, hardened, ordered by health, without a secret in it, and known to our settings."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from contract.settings import Settings
from grafana.panels import PLUGIN_VERSION
from store.provision import COMPONENTS
from tests.deploy import compose

SERVICES = compose.services()
ONE_SHOT = {"init", "influx-cli", "keeper"}
BROKERS = {"mosquitto", "kafka"}
OWN = ("FOREWARN_MACHINES", "FOREWARN_MODELS", "FOREWARN_SOURCES")
_SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|KEY")
every_service = pytest.mark.parametrize("name", SERVICES)


@every_service
def test_every_image_is_pinned_and_its_name_is_a_variable(name: str) -> None:
    image = SERVICES[name]["image"]
    assert re.fullmatch(r"\$\{\w+_IMAGE:-[\w/.-]+\}:\$\{\w+_VERSION:-\d+\.\d+\.\d+\}", image), image


@every_service
def test_every_service_has_a_health_check_or_runs_once(name: str) -> None:
    service = SERVICES[name]
    assert ("healthcheck" in service) != (name in ONE_SHOT)
    assert (service["restart"] == "no") == (name in ONE_SHOT)


@every_service
def test_every_service_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is (name != "kafka"), "Kafka's image writes its settings beside its programs"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].split(":")[0] not in {"", "0", "root"}


@every_service
def test_ports_are_bound_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@every_service
def test_every_part_of_ours_waits_for_the_set_up_and_the_set_up_for_a_healthy_store(name: str) -> None:
    waits = {other: rule["condition"] for other, rule in SERVICES[name].get("depends_on", {}).items()}
    wanted = {"influxdb": "service_healthy", "init": "service_completed_successfully"}
    if name in {"influxdb", "keeper", *BROKERS}:
        assert waits == {}
    elif name == "influx-cli":
        assert waits == {"influxdb": wanted["influxdb"]}
    else:
        assert {key: wanted[key] for key in wanted if key != name}.items() <= waits.items()


@every_service
def test_a_sentence_stands_above_every_service(name: str) -> None:
    lines = compose.FILE.read_text(encoding="utf-8").splitlines()
    above = lines[lines.index(f"  {name}:") - 1]
    assert re.fullmatch(r"  # [A-Z].*\.", above), above


@every_service
def test_mounts_of_the_project_are_read_only_and_volumes_are_named(name: str) -> None:
    declared = compose.FILE.read_text(encoding="utf-8").split("\nvolumes:\n")[1]
    for mount in SERVICES[name].get("volumes", []):
        source, _, rest = mount.partition(":")
        assert rest.endswith(":ro") if source.startswith("./") else f"  {source}:" in declared


@every_service
def test_a_service_reads_the_token_of_its_own_component_and_no_other(name: str) -> None:
    service = SERVICES[name]
    words = " ".join([*service.get("environment", {}).values(), *map(str, service.get("entrypoint", []))])
    mounted = {mount for mount in service.get("volumes", []) if ":/run/forewarn" in mount}
    if name in {"init", "keeper"}:  # they make, keep and check everybody's
        assert mounted == {"operator:/run/forewarn"}
    elif name == "influx-cli":
        assert mounted == {"operator:/run/forewarn:ro"}
    elif name == "grafana":  # its provisioning names the file
        assert mounted == {"token-grafana:/run/forewarn:ro"}
    else:
        assert mounted == {
            f"token-{token}:/run/forewarn:ro" for token in re.findall(r"/run/forewarn/(\w+)\.token", words)
        }


def test_the_set_up_hands_every_component_its_token() -> None:
    handed = {mount for mount in SERVICES["init"]["volumes"] if "/run/tokens/" in mount}
    assert handed == {f"token-{component}:/run/tokens/{component}" for component in COMPONENTS}


def test_secrets_have_no_default_and_are_placeholders_in_the_example() -> None:
    secrets = {name: kind for name, kind in compose.variables().items() if _SECRET.search(name)}
    optional = {name for name, kind in secrets.items() if kind == ("-", "")}
    # A mail server or a broker may want none, and the worker may read the buckets of sources by its own token.
    assert optional == {
        "SMTP_PASSWORD", "FOREWARN_SOURCES_TOKEN", "FOREWARN_OIDC_CLIENT_SECRET", "FOREWARN_PUBLISH_MQTT_PASSWORD",
    }  # fmt: skip
    assert {kind for name, (kind, _) in secrets.items() if name not in optional} == {"?"}
    assert set(secrets) - optional == compose.placeholders()


def test_every_other_variable_has_a_default_and_is_in_the_example() -> None:
    others = {name: words for name, (kind, words) in compose.variables().items() if kind == "-"}
    assert {name for name, (kind, _) in compose.variables().items() if kind == ""} == set()
    assert set(others) == set(compose.optional())


def test_no_secret_is_written_out_in_the_file() -> None:
    given = [
        (name, key, value)
        for name, service in SERVICES.items()
        for key, value in service.get("environment", {}).items()
        if _SECRET.search(key) and not key.endswith("_FILE") and not value.startswith("${")
    ]
    assert given == [("grafana", "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED", "true")]


@pytest.mark.parametrize("name", compose.ours())
def test_our_services_get_only_settings_that_we_know(name: str) -> None:
    known = set(Settings.model_fields)
    assert {key.removesuffix("_FILE").lower() for key in SERVICES[name]["environment"]} <= known


@pytest.mark.parametrize("name", compose.ours())
def test_the_settings_of_our_services_are_in_range(name: str) -> None:
    given = {key: compose.defaults(value) for key, value in SERVICES[name]["environment"].items()}
    readable = {key: value for key, value in given.items() if not key.endswith("_FILE")}
    assert Settings.load(readable).influx_url == "http://influxdb:8086"


def test_the_simulator_is_controlled_by_the_admin_and_by_nobody_outside() -> None:
    simulator, admin = (SERVICES[name]["environment"] for name in ("simulator", "admin"))
    assert "ports" not in SERVICES["simulator"]
    asked = urlsplit(compose.with_profiles(admin["FOREWARN_SIMULATOR_URL"]))
    ports = {urlsplit(simulator["FOREWARN_SIMULATOR_URL"]).port, asked.port}
    assert asked.hostname == "simulator"
    assert len(ports) == 1
    assert simulator["FOREWARN_SIMULATOR_TOKEN"] == admin["FOREWARN_SIMULATOR_TOKEN"]


def test_the_simulated_fleet_is_a_profile_that_the_example_names_and_nobody_needs() -> None:
    assert SERVICES["simulator"]["profiles"] == compose.profiles(compose.EXAMPLE.read_text(encoding="utf-8"))
    needing = [service["depends_on"]["simulator"] for service in SERVICES.values() if "simulator" in _waits(service)]
    assert [rule["required"] for rule in needing] == [False]


def test_without_any_profile_the_admin_asks_no_simulator() -> None:
    asked = compose.defaults(SERVICES["admin"]["environment"]["FOREWARN_SIMULATOR_URL"])
    assert Settings.load({"FOREWARN_SIMULATOR_URL": asked}).forewarn_simulator_url is None


@pytest.mark.parametrize("name", ["worker", "admin"])
def test_who_needs_classes_and_sources_reads_those_of_the_project_s_folder(name: str) -> None:
    settings = Settings.load({key: SERVICES[name]["environment"][key] for key in OWN})
    assert "./own:/own:ro" in SERVICES[name]["volumes"]
    assert (settings.forewarn_machines, settings.forewarn_sources) == (Path("/own/machines"), Path("/own/sources"))


def _waits(service: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = service.get("depends_on", {})
    return found


def test_the_grafana_that_starts_is_the_one_that_the_panels_are_written_for() -> None:
    assert compose.variables()["GRAFANA_VERSION"] == ("-", PLUGIN_VERSION)


def test_docker_compose_finds_the_file_valid() -> None:
    valid = compose_config(compose.FILE, dict.fromkeys(compose.placeholders(), "given"))
    assert valid.returncode == 0, valid.stderr


def test_docker_compose_refuses_to_go_on_without_secrets() -> None:
    refused = compose_config(compose.FILE, {})
    assert refused.returncode != 0
    assert "run make secrets first" in refused.stderr


def compose_config(file: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What `docker compose config` says; skips where docker has no compose."""
    docker = shutil.which("docker")
    if docker is None or run([docker, "compose", "version"], {}).returncode != 0:
        pytest.skip("docker with compose is not installed")
    command = [docker, "compose", "--env-file", "/dev/null", "--file", str(file), "--profile", "*", "config", "--quiet"]
    return run(command, environment)


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command that sees no setting but those given."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "DOCKER_HOST"}}
    return subprocess.run(command, env={**kept, **environment}, capture_output=True, text=True, timeout=60, check=False)
