"""Figures in Prometheus' text format."""

import re

from admin.metrics.figures import Metrics

LINE = re.compile(r'^[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? -?[\d.e+-]+$')


def test_every_line_is_a_comment_or_a_sample() -> None:
    metrics = Metrics()
    metrics.observe('/odd"\\\nroute', "GET", 200, 0.25)
    text = metrics.text(3, 0, store_up=True, assets={"critical": 1})
    assert text.endswith("\n")
    for line in text.splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or LINE.match(line), line


def test_requests_add_up() -> None:
    metrics = Metrics()
    for seconds in (0.5, 0.25):
        metrics.observe("/api/fleet", "GET", 200, seconds)
    text = metrics.text(0, 7, store_up=False, assets={})
    assert "forewarn_admin_skipped_rows_total 7\n" in text
    labels = '{route="/api/fleet",method="GET",status="200"}'
    assert f"forewarn_admin_requests_total{labels} 2\n" in text
    assert f"forewarn_admin_request_seconds_sum{labels} 0.75\n" in text
    assert f"forewarn_admin_request_seconds_count{labels} 2\n" in text
