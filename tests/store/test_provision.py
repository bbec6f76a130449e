"""Set-up of a store: buckets, retentions, and tokens that may do just what their component needs."""

import stat
from pathlib import Path

import pytest

from contract.errors import GatewayError, SettingsError
from contract.measurements import BUCKETS
from store.gateway import Gateway
from store.provision import COMPONENTS, EVERY, description, provision
from tests.conftest import RealStore
from tests.support.store import RunningStore

AnyStore = RunningStore | RealStore


@pytest.fixture(scope="module")
def secrets(any_store: AnyStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provision") / "secrets"
    provision(any_store.url, any_store.org, folder, operator=any_store.token)
    return folder


def as_component(any_store: AnyStore, secrets: Path, name: str) -> Gateway:
    return Gateway(any_store.url, (secrets / f"{name}.token").read_text().strip(), any_store.org)


def test_the_buckets_have_the_retentions_of_the_contract(any_store: AnyStore, secrets: Path) -> None:
    with as_component(any_store, secrets, "operator") as gateway:
        frame = gateway.query("buckets()")
    kept = dict(zip(frame.strings("name"), frame.floats("retentionPeriod") / 1e9, strict=True))
    assert {name: kept[name] for name in BUCKETS} == {name: float(seconds) for name, seconds in BUCKETS.items()}


def test_token_files_can_be_read_by_their_owner_only(secrets: Path) -> None:
    files = sorted(secrets.iterdir())
    assert [file.name for file in files] == sorted([*(f"{name}.token" for name in COMPONENTS), "operator.token"])
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_may_write_where_its_rights_say_and_nowhere_else(
    any_store: AnyStore, secrets: Path, name: str
) -> None:
    with as_component(any_store, secrets, name) as gateway:
        for bucket in BUCKETS:
            if bucket in COMPONENTS[name].write:
                gateway.write(bucket, ["probe f=1"])
            else:
                with pytest.raises(GatewayError, match="403"):
                    gateway.write(bucket, ["probe f=1"])


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_may_read_where_its_rights_say_and_nowhere_else(
    any_store: AnyStore, secrets: Path, name: str
) -> None:
    with as_component(any_store, secrets, name) as gateway:
        for bucket in BUCKETS:
            flux = f'from(bucket: "{bucket}") |> range(start: -1m)'
            if {bucket, EVERY} & set(COMPONENTS[name].read):
                gateway.query(flux)
            else:
                with pytest.raises(GatewayError, match="could not find bucket"):
                    gateway.query(flux)


def test_the_worker_may_read_a_bucket_that_is_made_later_and_never_write_it(
    any_store: AnyStore, secrets: Path, tmp_path: Path
) -> None:
    with as_component(any_store, secrets, "operator") as operator:
        bucket = f"plant-{tmp_path.name}"
        buckets = operator.client.buckets_api()
        made = buckets.create_bucket(bucket_name=bucket, org=any_store.org)
        try:
            operator.write(bucket, ["historian,tag=P101.TEMP value=1"])
            with as_component(any_store, secrets, "worker") as worker:
                assert len(worker.query(f'from(bucket: "{bucket}") |> range(start: -1h)')) == 1
                with pytest.raises(GatewayError, match="403"):
                    worker.write(bucket, ["probe f=1"])
        finally:
            buckets.delete_bucket(made)


def test_a_token_whose_rights_were_fewer_in_an_older_release_is_made_anew(any_store: AnyStore, secrets: Path) -> None:
    with as_component(any_store, secrets, "operator") as operator:
        api = operator.client.authorizations_api()
        (known,) = [item for item in api.find_authorizations() if item.description == description("grafana")]
        api.delete_authorization(known)
        known.permissions = known.permissions[:1]
        fewer = api.create_authorization(authorization=known)
    (secrets / "grafana.token").write_text(fewer.token)
    (done,) = provision(any_store.url, any_store.org, secrets)
    assert done.startswith("made the token of grafana")


def test_running_it_again_changes_nothing(any_store: AnyStore, secrets: Path) -> None:
    before = {file.name: file.read_text() for file in secrets.iterdir()}
    assert provision(any_store.url, any_store.org, secrets) == []
    assert {file.name: file.read_text() for file in secrets.iterdir()} == before


def test_a_lost_token_file_is_made_anew_and_the_old_token_ends(any_store: AnyStore, secrets: Path) -> None:
    file = secrets / "worker.token"
    old = file.read_text().strip()
    file.unlink()
    (done,) = provision(any_store.url, any_store.org, secrets)
    assert done.startswith("made the token of worker: read every bucket, write health")
    with Gateway(any_store.url, old, any_store.org) as gateway, pytest.raises(GatewayError, match="401"):
        gateway.write("health", ["probe f=1"])
    with as_component(any_store, secrets, "worker") as gateway:
        gateway.write("health", ["probe f=1"])


def test_a_wrong_operator_token_is_a_settings_error(any_store: AnyStore, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="INFLUX_TOKEN: the store does not accept"):
        provision(any_store.url, any_store.org, tmp_path, operator="wrong")


def test_a_store_that_is_set_up_needs_its_operators_token(any_store: AnyStore, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="INFLUX_TOKEN: the store is set up already"):
        provision(any_store.url, any_store.org, tmp_path)
