"""Reading metrics pages."""

import httpx
from prometheus_client.parser import text_string_to_metric_families


def samples(page: httpx.Response) -> dict[tuple[str, tuple[str, ...]], float]:
    """The value of each sample of a page, by its name and its labels' values in the order of their names."""
    assert page.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = [sample for family in text_string_to_metric_families(page.text) for sample in family.samples]
    by_name = {(one.name, tuple(value for _, value in sorted(one.labels.items()))): one.value for one in found}
    assert len(by_name) == len(found)
    return by_name
