"""Why is this one red? One asset: its risk and where it comes from, its signals, its faults."""

UID = "forewarn-asset"


def link(asset: str) -> str:
    """Where a panel leads to for an asset, which may be a value that Grafana fills in."""
    return f"/d/{UID}?var-asset={asset}&${{__url_time_range}}"
