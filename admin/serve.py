"""Serve the admin as a process of its own."""

import logging

from admin.app import create_app
from admin.auth.gate import MOST_FILE_BYTES
from contract.settings import Settings
from store.gateway import Gateway
from web import server
from web.limits import Limits
from web.sockets import Upgrading

log = logging.getLogger(__name__)

STORE_TIMEOUT_S = 10
"""A page that waits longer than this for the store is of no use to who looks at it."""
LIMITS = Limits(connections=2048, body=2 * MOST_FILE_BYTES, take_s=60)
"""People and their programs, not devices; of who has not signed in, the gate takes far less."""


def main(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT and return the exit status; port 0 takes a free one, which the log names.

    Raises `SettingsError` where a secret is not set, and `OSError` where the address is taken.
    """
    token = settings.require("influx_token")
    with Gateway(settings.influx_url, token, settings.influx_org, timeout_s=STORE_TIMEOUT_S) as gateway:
        app = create_app(settings, gateway)
        listener = server.listen(settings.forewarn_admin_host, settings.forewarn_admin_port)
        serving = server.make(app, LIMITS, lifespan=True, protocol=Upgrading, at_stop=app.state.parts.live.close)
        server.run(serving, listener, lambda address: log.info("admin listens on %s", address))
    return 0
