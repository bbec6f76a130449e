"""The pages of access in a real browser, on a phone and wide."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from admin.roles import Role
from tests.admin.fixtures.access import PASSPHRASE, add_users, users_of
from tests.admin.fixtures.browser import Visit
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway
from tests.support.provider import CLIENT, SECRET, RunningProvider

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("width", [390, 1280])


@pytest.fixture(scope="module")
def running() -> Iterator[RunningAdmin]:
    with MemoryGateway() as gateway:
        add_users(gateway, Role.VIEWER, Role.OPERATOR)
        with RunningAdmin(gateway) as opened:
            yield opened


def sign_in(visit: Visit, user: str, password: str) -> None:
    """Ask for the account of a user of the store, and sign in on the way."""
    visit.page.goto("/account")
    visit.page.get_by_label("Name").fill(user)
    visit.page.get_by_label("Password").fill(password)
    visit.page.get_by_role("button", name="Sign in").click()


@BOTH
def test_a_user_is_added_changed_and_disabled(chromium: Browser, running: RunningAdmin, width: int) -> None:
    visit = Visit(chromium, running, width)
    visit.sign_in("/users")
    page = visit.page
    page.get_by_label("Name").fill(f"anna-{width}")
    page.get_by_label("Role").select_option("operator")
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_label("Why").fill("joins the night shift")
    page.get_by_role("button", name="Add").click()
    listed = page.get_by_role("list", name="Users").get_by_role("listitem").filter(has_text=f"anna-{width}")
    expect(listed).to_contain_text("operator")
    assert visit.fits()
    listed.get_by_role("link", name=f"anna-{width}").click()
    page.get_by_label("Role").select_option("viewer")
    page.get_by_label("May sign in").uncheck()
    page.get_by_label("Why").fill("has left")
    assert visit.fits()
    page.get_by_role("button", name="Save").click()
    expect(listed).to_contain_text("viewer Disabled")
    assert visit.said == []
    page.close()


@BOTH
def test_a_token_is_made_read_once_and_revoked(chromium: Browser, running: RunningAdmin, width: int) -> None:
    visit = Visit(chromium, running, width)
    visit.sign_in("/users")
    page = visit.page
    page.get_by_role("link", name="Tokens of programs").click()
    page.get_by_label("Program").fill(f"report-{width}")
    page.get_by_label("Holds for, days").fill("30")
    page.get_by_label("Why").last.fill("reads the fleet at night")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("#token")).to_have_text(re.compile("^forewarn_[A-Za-z0-9_-]{43}$"))
    assert visit.fits()
    listed = page.get_by_role("list", name="Tokens").get_by_role("listitem").filter(has_text=f"report-{width}")
    listed.get_by_text("Revoke").first.click()
    listed.get_by_label("Why").fill("leaked")
    listed.get_by_role("button", name="Revoke").click()
    expect(listed).to_contain_text("Revoked")
    expect(page.locator("#token")).to_have_count(0)
    assert visit.fits()
    assert visit.said == []
    page.close()


@pytest.mark.parametrize(("width", "user"), [(390, "viewer-1"), (1280, "operator-1")])
def test_a_user_changes_the_own_password(chromium: Browser, running: RunningAdmin, width: int, user: str) -> None:
    visit = Visit(chromium, running, width)
    sign_in(visit, user, PASSPHRASE)
    page = visit.page
    page.get_by_label("Old password").fill(PASSPHRASE)
    page.get_by_label("New password", exact=True).fill("another horse battery")
    page.get_by_label("New password again").fill("another horse battery")
    assert visit.fits()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    expect(page.get_by_role("link", name="Access")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    sign_in(visit, user, "another horse battery")
    expect(page.get_by_role("heading", name=user)).to_be_visible()
    assert visit.fits()
    assert visit.said == []
    page.close()


@BOTH
def test_somebody_signs_in_at_the_identity_provider(chromium: Browser, width: int) -> None:
    with MemoryGateway() as gateway, RunningProvider() as provider:
        with users_of(gateway, provider.url) as users:
            users.add("anna", Role.OPERATOR, "", "for tests", "tester", subject=provider.sub)
        with RunningAdmin(gateway).provided(provider.url, CLIENT, SECRET) as running:
            visit = Visit(chromium, running, width)
            page = visit.page
            page.goto("/account")
            assert visit.fits()
            page.get_by_role("link", name="Sign in at your identity provider").click()
            expect(page).to_have_url(f"{running.url}/account")
            expect(page.get_by_role("heading", name="anna")).to_be_visible()
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("button", name="Sign in")).to_be_visible()
            assert visit.said == []
            page.close()
