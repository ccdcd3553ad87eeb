"""A table of sentences in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Any

__all__ = ["LANGUAGES", "Phrases", "language"]

LANGUAGES = ("en", "zh")


def language(name: str) -> str:
    """Give a language by its name, ``"en"`` or ``"zh"``.

    Raises
    ------
    ValueError
        Where it is another.
    """
    if name not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}")
    return name


class _Counting(Formatter):
    """Counts things: ``{n:task|tasks}`` is "1 task", or "2 tasks"; separates thousands."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return f"{value:,} {one if value == 1 else many}"
        if isinstance(value, int) and not format_spec:
            return f"{value:,}"
        return str(super().format_field(value, format_spec))


_FORMATTER = _Counting()


class Phrases:
    """Sentences by key, each in English and in Chinese.

    Parameters
    ----------
    sentences
        ``key=(English, Chinese)``; both with the same names in braces.

    Raises
    ------
    ValueError
        Where the two do not name the same things.

    Examples
    --------
    >>> say = Phrases(served=("{n:task is|tasks are} served", "{n} 项任务有人承担"))
    >>> say("en", "served", n=1), say("zh", "served", n=1200)
    ('1 task is served', '1,200 项任务有人承担')
    """

    def __init__(self, **sentences: tuple[str, str]) -> None:
        for key, both in sentences.items():
            english, chinese = (set(_names(text)) for text in both)
            if english != chinese:
                raise ValueError(f"{key}: the two languages do not name the same things")
        self._sentences = sentences

    def __call__(self, lang: str, key: str, /, **values: Any) -> str:
        """Say a sentence with these values. Raises KeyError for a key that is not in the table."""
        return _FORMATTER.format(self._sentences[key][LANGUAGES.index(language(lang))], **values)

    def __contains__(self, key: object) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)


def _names(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(text) if name is not None)
