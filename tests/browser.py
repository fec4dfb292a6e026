"""Debian's Chromium, driven by Playwright: what the tests of the phone page look through."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

# The page must never look at the network, and neither must the browser that shows it.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The browser to drive: RESPIRO_CHROMIUM, or `chromium` on the path, or None."""
    return os.environ.get("RESPIRO_CHROMIUM") or shutil.which("chromium")


@asynccontextmanager
async def open_browser(executable: str) -> AsyncIterator[Browser]:
    """A headless browser, closed at the end."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield chromium
        finally:
            await chromium.close()
