"""``volmatch show``: the page, and what is said while it is written."""

from __future__ import annotations

import stat

from cli_common import DAY

SECRETS = ("29.29", "106.25", "花园路")


def solved(volmatch):
    assert volmatch("solve problem.json -o plan.json -q", "greedy").status == 0


def test_a_page_is_written(folder, volmatch):
    solved(volmatch)
    ran = volmatch("show problem.json plan.json -o page.html")
    assert ran.status == 0
    assert "page.html" in ran.out
    page = (folder / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "every rule holds" in page
    assert not any(secret in page for secret in SECRETS)
    assert stat.S_IMODE((folder / "page.html").stat().st_mode) == 0o600


def test_in_chinese_with_exact_homes(folder, volmatch):
    solved(volmatch)
    ran = volmatch("show problem.json plan.json -o page.html --lang zh --include-personal")
    assert ran.status == 0
    assert "exact homes" in ran.err
    assert "所有规则均满足" in (folder / "page.html").read_text("utf-8")


def test_a_plan_that_breaks_rules_is_shown_as_such(folder, volmatch):
    solved(volmatch)
    text = (folder / "plan.json").read_text("utf-8")
    (folder / "late.json").write_text(
        text.replace(f'"start": "{DAY}T09:00', f'"start": "{DAY}T08:59'), "utf-8"
    )
    ran = volmatch("show problem.json late.json -o page.html")
    assert ran.status == 1
    assert "breaks rules" in ran.err
    assert "Do not use this plan" in (folder / "page.html").read_text("utf-8")


def test_what_is_refused(folder, volmatch):
    solved(volmatch)
    for words in (
        "problem.json plan.json -o page.json",
        "problem.json plan.json -o nowhere/page.html",
        "problem.json missing.json -o page.html",
        "plan.json plan.json -o page.html",
        "problem.json plan.json -o page.html --lang fr",
        "problem.json plan.json",
    ):
        ran = volmatch(f"show {words}")
        assert ran.status == 2, words
        assert "Traceback" not in ran.err
    assert not list(folder.glob("*.html"))
