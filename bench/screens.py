"""Pictures of the admin's pages for the docs, as Chromium shows what `make run` runs.

The signal that is off most gets a threshold of its own, so that the audit has something to tell; another is tried.
"""

import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from contract.errors import ContractError
from forewarn.local import LocalFolder

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TRIED_MS = 10 * 60_000
"""So long a trial may take."""


def measure(data: Path, out: Path) -> str:
    """Write every picture into a folder, and say which. Raises `ContractError` where nothing runs."""
    out.mkdir(parents=True, exist_ok=True)
    with _signed_in(LocalFolder(data)) as page:
        worst = _worst(page)
        for name, show in PAGES.items():
            show(page, worst)
            _keep(page, out / f"{name}.png")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        _asset(page, worst)
        _keep(page, out / "phone.png")
    return "\n".join(str(path) for path in sorted(out.glob("*.png")))


@contextmanager
def _signed_in(folder: LocalFolder) -> Iterator[Page]:
    addresses, chromium = folder.addresses(), shutil.which("chromium") or shutil.which("google-chrome")
    if addresses is None:
        raise ContractError("data", f"nothing runs on {folder.root}: begin with `make run`")
    if chromium is None:
        raise ContractError("chromium", "is not installed")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium) as browser:
        page = browser.new_page(viewport=WIDE, base_url=addresses.admin, timezone_id="UTC")  # type: ignore[arg-type]
        page.goto("/")
        page.get_by_label("Name").fill("admin")
        page.get_by_label("Password").fill(folder.secret("admin.password"))
        page.get_by_role("button", name="Sign in").click()
        yield page


def _worst(page: Page) -> str:
    """The asset of the highest risk."""
    return page.locator(".asset .id").first.inner_text()


def _asset(page: Page, worst: str) -> None:
    """Its charts, with the first signal pointed at."""
    page.goto(f"/assets/{worst}?range=24h")
    chart = page.locator(".charts figure[id] svg.chart").first
    chart.scroll_into_view_if_needed()
    page.get_by_role("heading", name="Signals").evaluate("heading => heading.scrollIntoView()")
    chart.hover()


def _incident(page: Page, worst: str) -> None:
    page.goto(f"/assets/{worst}")
    page.locator("a[href*='/incidents/']").first.click()


def _threshold(page: Page, worst: str) -> None:
    page.goto(f"/assets/{worst}")
    page.locator(".charts figure[id]").first.get_by_role("link", name="Tune").click()
    page.get_by_label("Sensitivity").fill("0.8")
    page.get_by_role("textbox", name="Why", exact=True).fill("calmer until the bearing is changed")
    page.get_by_role("button", name="Save version").click()


def _trial(page: Page, _worst: str) -> None:
    """Of the signal that is shown: what would a much wider band miss?"""
    page.get_by_label("Sensitivity").fill("0.3")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_url("**/trials/**")
    page.get_by_role("heading", name="Not raised any more").wait_for(timeout=TRIED_MS)


def _at(path: str) -> Callable[[Page, str], None]:
    def show(page: Page, _worst: str) -> None:
        page.goto(path)

    return show


PAGES: Mapping[str, Callable[[Page, str], None]] = MappingProxyType(
    {
        "fleet": _at("/"),
        "asset": _asset,
        "incident": _incident,
        "threshold": _threshold,
        "trial": _trial,
        "thresholds": _at("/thresholds"),
        "alarm-health": _at("/alarm-health"),
        "access": _at("/users"),
        "audit": _at("/audit"),
    }
)
"""What each picture shows, in the order in which they are taken."""


def _keep(page: Page, path: Path) -> None:
    """A palette says all of a page in a third of the bytes; this choice of it leaves out no colour that is rare."""
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        few = shot.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
