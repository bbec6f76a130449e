"""A new password of one's own: the old one is asked, at the door where it is asked when signing in."""

from starlette.concurrency import run_in_threadpool

from admin.account.forms import PasswordForm
from admin.auth.accounts import Account, Denied
from admin.dependencies import Parts
from contract.errors import ContractError
from web.errors import conflict


async def renew(parts: Parts, account: Account, form: PasswordForm, address: str, browser: str) -> Account:
    """Set a new password; the account as it is then. All sessions of before end.

    Raises `ContractError`, `GatewayError`, a 429 `ApiError` after many wrong tries, and a 409 one for an account whose
    password is kept elsewhere.
    """
    if not account.has_password:
        raise conflict(f"{account.name} has no password that could be changed here.", "old")
    new = form.new.get_secret_value()
    if new != form.again.get_secret_value():
        raise ContractError("again", "is not the same as the new one")
    found = await parts.door.try_password(account.name, form.old.get_secret_value(), address, browser)
    if isinstance(found, Denied):
        parts.sign_ins.refuse(found, address)
        raise ContractError("old", "is not your password")
    await run_in_threadpool(_set, parts, account.name, new)
    return await parts.accounts.by_name(account.name) or account


def _set(parts: Parts, name: str, password: str) -> None:
    seen = parts.users.one(name).version
    parts.users.change(name, seen, "a new password of one's own", name, password=password)
