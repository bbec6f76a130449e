"""How our clients go out: past a proxy or not, whom they trust, and what they say when nobody answers.

Proxies and trusted certificates belong to the surroundings of a process, as every program knows them: `HTTP_PROXY`,
`HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`; children inherit them. `FOREWARN_CA_FILE` does for ours alone what the last
does for all.
"""

import ipaddress
import os
import re
import ssl
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from contract.errors import SettingsError

_UNSENDABLE = re.compile(r"[^\x21-\x7e]")
"""What a token cannot hold: a header carries no line break, and nobody agrees on letters beyond ASCII."""


def is_sendable(token: str) -> bool:
    """Whether a header can carry it."""
    return not _UNSENDABLE.search(token)


def proxy_for(url: str) -> str | None:
    """The proxy of the environment that leads to a URL; None where the way is straight.

    It always is to this machine, and to a name without a dot, which only our own network knows. Raises `SettingsError`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_near(host) or urllib.request.proxy_bypass(host):
        return None
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(proxy).scheme not in ("http", "https"):
        raise SettingsError(f"{parts.scheme.upper()}_PROXY: only a proxy that speaks HTTP can be used")
    return proxy


def is_near(host: str) -> bool:
    """Whether a host is this machine, or a name without a dot."""
    return is_loopback(host) or not ("." in host or ":" in host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def trust(url: str) -> ssl.SSLContext | None:
    """Whose certificates are believed; None where there are none to be shown. Raises `SettingsError`."""
    if urlsplit(url).scheme != "https":
        return None
    return context(os.environ.get("FOREWARN_CA_FILE") or None)


def context(file: str | None) -> ssl.SSLContext:
    """The certificates of a file, else those of the system or of `SSL_CERT_FILE`. Raises `SettingsError`."""
    try:
        return ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"FOREWARN_CA_FILE: {file} holds no certificates: {error}") from error


def unreachable(what: str, error: BaseException, how: str = "cannot be reached") -> str:
    """One sentence for why something could not be reached."""
    refusal = next((one for one in _causes(error) if isinstance(one, ssl.SSLCertVerificationError)), None)
    if refusal is None:
        return f"{what} {how}: {error}"
    return (
        f"{what} {how}: its certificate is not trusted ({refusal.verify_message.rstrip('.')}); "
        "FOREWARN_CA_FILE or SSL_CERT_FILE can name the certificate of who signed it"
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from, however its library keeps that."""
    seen = 0
    while error is not None and seen < 10:
        yield error
        reason = getattr(error, "reason", None)
        inner = [one for one in error.args if isinstance(one, BaseException)]
        error = reason if isinstance(reason, BaseException) else error.__cause__ or (inner[0] if inner else None)
        seen += 1
