"""Tokens as the owner of buckets makes them for whoever may only read."""

from influxdb_client.domain.authorization import Authorization
from influxdb_client.domain.permission import Permission
from influxdb_client.domain.permission_resource import PermissionResource

from store.gateway import Gateway


def allowed(gateway: Gateway, *buckets: str) -> Authorization:
    """A token that may read some buckets, by name, and nothing else."""
    ids = {bucket.name: bucket.id for bucket in gateway.client.buckets_api().find_buckets_iter()}
    org = gateway.client.organizations_api().find_organizations(org=gateway.org)[0].id
    made: Authorization = gateway.client.authorizations_api().create_authorization(
        org_id=org,
        permissions=[
            Permission(action="read", resource=PermissionResource(type="buckets", id=ids[bucket], org_id=org))
            for bucket in buckets
        ],
    )
    return made
