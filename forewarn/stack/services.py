"""Whether the services of the stack that are neither store nor Grafana do their work."""

import json

from forewarn.diagnosis import Finding
from web.client import AnswerError, Client


def telegraf(url: str) -> Finding:
    """Telegraf's HTTP door is open: any answer will do, as only a device may send anything."""
    try:
        Client(url).ask("GET")
    except AnswerError as error:
        return Finding("telegraf", False, str(error))
    return Finding("telegraf", True, f"{url} is open for devices")


def admin(url: str) -> Finding:
    """The admin says itself whether it is well, and what fails."""
    try:
        answer = Client(url).ask("GET", "/healthz")
        failing = json.loads(answer.body)["failing"]
    except (AnswerError, ValueError, KeyError, TypeError) as error:
        return Finding("admin", False, str(error) if isinstance(error, AnswerError) else "gives no account of itself")
    if answer.status != 200:
        return Finding("admin", False, f"{url} says that it fails: {', '.join(failing)}")
    return Finding("admin", True, f"{url} says that it is well")
