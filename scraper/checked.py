"""Values in files that people write, checked when they are read: expressions, pointers, templates, names."""

from __future__ import annotations

import re
from typing import Annotated, Any

from cssselect import SelectorError
from lxml.etree import XPath, XPathSyntaxError
from parsel import css2xpath
from pydantic import AfterValidator, BeforeValidator

from schemas.listing import Policy
from scraper.template import FORMS, unknown_forms


def regex(pattern: str) -> str:
    """A regular expression. Raises `ValueError` for what is none."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression: {error}") from error
    return pattern


def xpath(expression: str) -> str:
    """An XPath expression, or nothing. Raises `ValueError` for what is none."""
    try:
        XPath(expression or "/")
    except XPathSyntaxError as error:
        raise ValueError(f"expected an XPath expression: {error}") from error
    return expression


def _css(selector: str) -> str:
    try:
        css2xpath(selector)
    except SelectorError as error:
        raise ValueError(f"expected a CSS selector: {error}") from error
    return selector


def pointer(text: str) -> str:
    """A JSON pointer. Raises `ValueError` for what is none."""
    if text and not text.startswith("/"):
        raise ValueError("expected a JSON pointer, which begins with a slash")
    return text


def _template(template: Any) -> Any:
    if wrong := unknown_forms(template):
        raise ValueError(f"expected one of the forms {', '.join(sorted(FORMS)[1:])} (got {min(wrong)!r})")
    return template


def _policy(name: Any) -> Policy:
    try:
        return Policy(str(name).upper())
    except ValueError as error:
        raise ValueError(f"expected {', '.join(policy.lower() for policy in Policy)}") from error


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Regex = Annotated[str, AfterValidator(regex)]
XPathExpression = Annotated[str, AfterValidator(xpath)]
CssSelector = Annotated[str, AfterValidator(_css)]
PolicyName = Annotated[Policy, BeforeValidator(_policy)]
"""A policy, in small letters as on the command line or as listings have it."""
Template = Annotated[str, AfterValidator(_template)]
Json = Annotated[dict[str, Any], AfterValidator(_template)]
"""A JSON object with templates in it."""
Pointer = Annotated[str, AfterValidator(pointer)]
Paths = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""One path, or several that are tried in turn."""
Where = dict[Pointer, Any]
"""Pointers into an answer and the values that must stand there."""
