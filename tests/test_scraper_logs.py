"""Logs hold no secret and no line that a page wrote."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from scrapy.settings import Settings

from scraper.logs import CONTINUED, SafeLogs
from scraper.secrets import MissingVariableError, Redactor, filled_in, is_secret_name, redactor, secrets_of


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    redactor.cache_clear()
    before, stream = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logging.getLogger("mill").addHandler(handler)
    SafeLogs().update_settings(Settings({"MAIL_PASS": "woad-and-weld"}))
    yield stream
    logging.setLogRecordFactory(before)
    logging.getLogger("mill").removeHandler(handler)
    redactor.cache_clear()


def test_a_page_cannot_write_a_line(log: io.StringIO) -> None:
    logging.getLogger("mill").warning("title: %s", "Weaver\nERROR: all is lost\r\x1b[2J\u2028\u202e")
    assert log.getvalue() == f"WARNING: title: Weaver\n{CONTINUED}ERROR: all is lost\\r\\x1b[2J\\u2028\\u202e\n"


def test_a_traceback_is_masked_and_marked(log: io.StringIO) -> None:
    try:
        int("woad-and-weld\nERROR: forged")
    except ValueError:
        logging.getLogger("mill").exception("failed")
    first, *others = log.getvalue().splitlines()
    assert first == "ERROR: failed"
    assert all(line.startswith(CONTINUED) for line in others)
    assert "woad-and-weld" not in log.getvalue()


def test_secrets_are_masked_as_they_are_and_as_they_stand_in_addresses() -> None:
    redact = Redactor(["s3cr/et+x", "tiny"]).redacted
    assert redact("a s3cr/et+x b s3cr%2Fet%2Bx c tiny") == "a *** b *** c tiny"
    assert redact("ftp://ana:pw@mill.example/x and ana@mill.example") == "ftp://***@mill.example/x and ana@mill.example"
    assert Redactor().redacted_address("https://ana:pw@mill.example/x?mail=a@b.example") == "https://mill.example/x?mail=a@b.example"


@pytest.mark.parametrize(
    "name", ["API_TOKEN", "db_password", "HTTPAUTH_PASS", "X-Api-Key", "Authorization", "Cookie", "AWS_SECRET_ACCESS_KEY"]
)
def test_names_tell_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["PATH", "USER_AGENT", "KEYBOARD", "PASSENGERS", "Accept-Language", "BOT_NAME"])
def test_other_names_do_not(name: str) -> None:
    assert not is_secret_name(name)


def test_the_environment_gives_its_secrets_and_the_passwords_of_proxies() -> None:
    environment = {
        "MILL_TOKEN": "abc-token",
        "HOME": "/home/ana",
        "https_proxy": "http://ana:pass%40word@proxy.example:3128",
        "NO_PROXY": "mill.example",
    }
    assert secrets_of(environment) == {"abc-token", "ana", "pass@word"}


def test_a_variable_takes_the_place_of_its_name() -> None:
    assert filled_in("Bearer {env:MILL_TOKEN}", {"MILL_TOKEN": "abc"}) == "Bearer abc"
    with pytest.raises(MissingVariableError, match="MILL_TOKEN"):
        filled_in("{env:MILL_TOKEN}", {})
