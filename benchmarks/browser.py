"""A page in headless Chromium, driven by Selenium: opened, filtered, and what it asked for and complained of."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Opened", "browser", "missing_browser"]

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_SECONDS = 120


def missing_browser() -> str:
    """Say what is missing to open pages; nothing where all is there."""
    try:
        import selenium  # noqa: F401
    except ModuleNotFoundError:
        return "selenium is not installed: it comes with the extra 'dev'"
    if _browser() is None or shutil.which("chromedriver") is None:
        return "there is no chromium with chromedriver: make setup-browser"
    return ""


def _browser() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


class Opened:
    """A page that is open.

    Parameters
    ----------
    driver
        The driver of Selenium.
    path
        The page, one that `volmatch show` made.
    """

    def __init__(self, driver: Any, path: Path) -> None:
        self.driver = driver
        self._log: list[dict[str, Any]] = []
        for log in ("performance", "browser"):
            driver.get_log(log)
        driver.get(path.absolute().as_uri())
        self.await_ready()

    def await_ready(self) -> None:
        """Wait until everything is drawn."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.run("return document.body.dataset.state") != "ready":
            if time.monotonic() > end:
                raise TimeoutError("the page was not drawn")
            time.sleep(0.02)

    def run(self, script: str, *values: Any) -> Any:
        """Run JavaScript in the page."""
        return self.driver.execute_script(script, *values)

    def drawn_seconds(self) -> float:
        """Give when everything was drawn for the last time, in seconds since the page was asked for."""
        marks = self.run("return performance.getEntriesByName('drawn').map((mark) => mark.startTime)")
        return float(marks[-1]) / 1000

    def choose(self, name: str, text: str) -> float:
        """Choose from a filter by the text of the option, as a user does; give the seconds until all is drawn."""
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support.ui import Select

        select = Select(self.driver.find_element(By.CSS_SELECTOR, f"select[data-filter={name}]"))
        self.run(
            "window.askedAt = 0; addEventListener('change', () => { askedAt = performance.now(); }, true)"
        )
        select.select_by_visible_text(text)
        self.await_ready()
        return self.drawn_seconds() - float(self.run("return askedAt")) / 1000

    def click(self, selector: str) -> None:
        """Click, and wait until everything is drawn."""
        from selenium.webdriver.common.by import By

        self.driver.find_element(By.CSS_SELECTOR, selector).click()
        self.await_ready()

    def complaints(self) -> list[str]:
        """Give what the console says."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Give the addresses that the page asked for, but for itself and what stands in it."""
        self._log += self.driver.get_log("performance")
        messages = [json.loads(entry["message"])["message"] for entry in self._log]
        sent = [each["params"] for each in messages if each["method"] == "Network.requestWillBeSent"]
        pages = [each for each in sent if not each["documentURL"].startswith("chrome:")]
        urls = [str(each["request"]["url"]) for each in pages]
        return [url for url in urls if not url.startswith(("data:", "blob:", "chrome:"))]

    def printed(self) -> bytes:
        """Give the page as a PDF of A4."""
        import base64

        asked = {"printBackground": True, "preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69}
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", asked)["data"])


@contextmanager
def browser() -> Iterator[Any]:
    """Start a browser, give its driver, and close it in the end."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(_browser())
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for argument in (*ARGUMENTS, "--window-size=1400,900", f"--user-data-dir={profile}"):
            options.add_argument(argument)
        driver = webdriver.Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))
        try:
            yield driver
        finally:
            driver.quit()
