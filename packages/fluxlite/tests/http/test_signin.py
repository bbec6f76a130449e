"""Clients that sign in by user and password are told that there is no such thing, not that their password is wrong."""

import base64

import pytest
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException

from tests.http.talk import Talk
from tests.support.store import RunningStore


def test_the_official_client_is_refused_by_name_when_it_signs_in_by_password(running: RunningStore) -> None:
    client = InfluxDBClient(url=running.url, username="operator", password="a-right-password", org=running.org)
    with client, pytest.raises(ApiException) as refusal:
        client.query_api().query("buckets()")
    assert refusal.value.status == 501
    assert "signin by user and password" in str(refusal.value.body)
    assert "use a token" in str(refusal.value.body)


@pytest.mark.parametrize("path", ["/api/v2/signin", "/api/v2/signout"])
def test_no_password_is_called_wrong_where_there_are_none(talk: Talk, path: str) -> None:
    headers = {"Authorization": f"Basic {base64.b64encode(b'operator:secret').decode()}"}
    status, code, message = talk.ask("POST", path, token="", headers=headers).error
    assert (status, code) == (501, "not implemented")
    assert "secret" not in message
