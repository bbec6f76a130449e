"""The receivers that settings name."""

from pydantic import SecretStr

from contract.errors import SettingsError
from contract.settings import Settings
from forewarn.messages.mail import Mail
from forewarn.messages.receiver import Receiver
from forewarn.messages.slack import Slack
from forewarn.messages.webhook import Webhook
from web.mail import Mailer, is_address

NAMES = "FOREWARN_NOTIFY_MAIL_TO, FOREWARN_NOTIFY_SLACK_URL or FOREWARN_NOTIFY_WEBHOOK_URL"


def receivers(settings: Settings) -> list[Receiver]:
    """All of them, none where nothing is set. Raises `SettingsError`."""
    found: list[Receiver] = []
    if to := [part.strip() for part in settings.forewarn_notify_mail_to.split(",") if part.strip()]:
        found.append(_mail(to, settings))
    if settings.forewarn_notify_slack_url:
        found.append(Slack(_plain(settings.forewarn_notify_slack_url)))
    if settings.forewarn_notify_webhook_url:
        secret = _plain(settings.forewarn_notify_webhook_secret)
        found.append(Webhook(_plain(settings.forewarn_notify_webhook_url), secret))
    return found


def wanted(settings: Settings) -> list[Receiver]:
    """At least one. Raises `SettingsError`."""
    found = receivers(settings)
    if not found:
        raise SettingsError(f"nobody is named who gets messages: set {NAMES}")
    return found


def _mail(to: list[str], settings: Settings) -> Mail:
    if wrong := next((each for each in to if not is_address(each)), None):
        raise SettingsError(f"FOREWARN_NOTIFY_MAIL_TO: {wrong!r} is no mail address")
    return Mail(to, Mailer.of(settings, "FOREWARN_NOTIFY_MAIL_TO"))


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
