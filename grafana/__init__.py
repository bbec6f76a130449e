"""What Grafana is provisioned with: data source, alerting, dashboards; `grafana.generate` writes what is generated."""
