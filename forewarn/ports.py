"""What is behind a port: nothing yet, asked before a server starts; or a server that answers, asked after."""

import errno
from collections.abc import Iterable

from contract.errors import SettingsError
from web import server
from web.client import AnswerError, Client


def need_free(host: str, port: int, what: str, option: str) -> None:
    """Raise `SettingsError` where nobody can listen there, because somebody does or there is no such host."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        server.listen(host, port).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"is in use; is another `forewarn run` going? Choose another with {option}"
        else:
            reason = f"cannot be listened on: {error.strerror or error}; choose another with {option}"
        raise SettingsError(f"{what}: {where} {reason}") from error


def need_all_free(wanted: Iterable[tuple[str, int, str, str]]) -> None:
    """The same for several servers; raises one `SettingsError` that names every one that cannot be."""
    problems = []
    for server_of_ours in wanted:
        try:
            need_free(*server_of_ours)
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("; ".join(problems))


def status_of(url: str, timeout_s: float = 5) -> int | None:
    """The HTTP status that a GET is answered with; None where nobody answers."""
    try:
        return Client(url, timeout_s=timeout_s).ask("GET").status
    except AnswerError:
        return None
