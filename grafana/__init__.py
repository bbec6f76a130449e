"""Generates the dashboards that Grafana is provisioned with."""
