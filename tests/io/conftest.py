"""Reading and writing are tested without the rules: whatever a file can hold must come back."""

from __future__ import annotations

import pytest

from volmatch.domain import problem


@pytest.fixture(autouse=True)
def _no_audits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "AUDITS", [])
