"""Windows of maintenance: told of, ended early, cancelled."""
