"""The simulator's page and API, where the fleet has one."""
