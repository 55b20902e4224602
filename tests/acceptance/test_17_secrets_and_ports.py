"""17: secrets go to the host that they are for and nowhere else; nothing listens; nothing is unpickled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from command import BARE, ROOT, Jobsieve, bare, descendants, environment_of, running, wait_until
from faults import Asked, FaultServer, Reply
from mill import board_file, index, listing
from traces import where_found

CANARIES = {
    "a header of the board": "canary-header-1a5d77",
    "a parameter of its address": "canary/param+2b8e31",
    "the password of a proxy": "canary-proxy-3c4f90",
    "a password among the settings": "canary-auth-4d1c6e",
    "a key among the settings": "canary-aws-5e9b02",
    "a key in the environment": "canary-env-6f3a7c",
    "a password for mail": "canary-mail-7a2d58",
    "a password in a link": "canary-link-8b6c14",
}


def secret_board(folder: Path) -> Path:
    headers = '[headers]\nX-Api-Key = "{env:MILL_KEY}"\n[details]\ncss = "a.job"\n[next]\ncss = "a[rel=next]"\n'
    return board_file(folder, start='["{base_url}/jobs?key={env:MILL_PARAMETER}"]', tables=headers)


def environment(server: FaultServer) -> dict[str, str]:
    return {
        "MILL_KEY": CANARIES["a header of the board"],
        "MILL_PARAMETER": CANARIES["a parameter of its address"],
        "https_proxy": f"http://mill:{CANARIES['the password of a proxy']}@127.0.0.1:{server.port}",
        "STORE_PASSWORD": CANARIES["a key in the environment"],
    }


SETTINGS = {
    "HTTPAUTH_PASS": CANARIES["a password among the settings"],
    "HTTPAUTH_USER": "mill",
    "HTTPAUTH_DOMAIN": "elsewhere.example",
    "AWS_SECRET_ACCESS_KEY": CANARIES["a key among the settings"],
    "MAIL_PASS": CANARIES["a password for mail"],
    "LOG_LEVEL": "DEBUG",
}


def telling(server: FaultServer) -> None:
    """A board that repeats what it was told, fails, and links with a password."""
    link = f"http://mill:{CANARIES['a password in a link']}@127.0.0.1:{server.port}/jobs/2"

    def answer(asked: Asked) -> Reply:
        echo = {"X-Echo": asked.headers.get("X-Api-Key", ""), "Link": f"<{server.url}{asked.path}>; rel=self"}
        return Reply(index([1]).replace(b"</ul>", f'<li><a class="job" href="{link}">x</a></li></ul>'.encode()), headers=echo)

    server.script = {
        "*": answer,
        "/jobs/1": [Reply(status=503), Reply(status=302, headers={"Location": link})],
        "/jobs/2": Reply(listing(2)),
        "/robots.txt": Reply(b"", 404),
    }


def test_no_secret_is_left_anywhere(server: FaultServer, tmp_path: Path, figure: Callable[..., None]) -> None:
    telling(server)
    jobsieve = Jobsieve(secret_board(tmp_path / "board"), tmp_path / "out", server.url, environment(server))
    ended = jobsieve.crawl(*(part for name, value in SETTINGS.items() for part in ("--set", f"{name}={value}")))
    found = {what: where_found(canary.encode(), tmp_path / "out", ended.stdout, ended.stderr) for what, canary in CANARIES.items()}
    # A page that prints a password itself is archived as it came; nothing that is made of it repeats the password.
    found["a password in a link"] = [where for where in found["a password in a link"] if not where.endswith("warc.gz unpacked")]
    leaks = {what: where for what, where in found.items() if where}
    figure(17, len(leaks), of=len(CANARIES), what="secrets found in output")
    asked = {asked.path.partition("?")[0]: asked for asked in server.asked}
    assert asked["/jobs"].headers["X-Api-Key"] == CANARIES["a header of the board"], "it is sent where it belongs"
    assert leaks == {}
    assert "***" in jobsieve.logs()


def test_a_header_of_the_board_goes_to_no_other_host(server: FaultServer, tmp_path: Path) -> None:
    with FaultServer({"*": Reply(listing(1))}) as other:
        server.script = {"/jobs?key=canary/param+2b8e31": Reply(index([1]).replace(b'"/jobs/1"', f'"{other.url}/jobs/1"'.encode()))}
        Jobsieve(secret_board(tmp_path / "board"), tmp_path / "out", server.url, environment(server)).crawl()
    assert "/jobs/1" in other.paths()
    assert all("X-Api-Key" not in asked.headers for asked in other.asked)


def test_a_secret_in_a_board_file_and_a_missing_one_are_refused(server: FaultServer, tmp_path: Path) -> None:
    path = secret_board(tmp_path)
    ended = Jobsieve(path, tmp_path / "out", server.url).crawl()
    assert (ended.status, "the environment variable MILL_PARAMETER" in ended.stderr) == (2, True)
    path.write_text(path.read_text().replace("{env:MILL_KEY}", "0123456789"))
    ended = Jobsieve(path, tmp_path / "out", server.url, environment(server)).crawl()
    assert (ended.status, "headers.X-Api-Key" in ended.stderr, "0123456789" in ended.stderr) == (2, True, False)
    assert server.asked == []


def listeners(pid: int) -> int:
    """TCP sockets on which a process, or one that it started, waits for others to connect."""
    listening = set()
    for table in ("tcp", "tcp6"):
        rows = [line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
        listening |= {row[9] for row in rows if row[3] == "0A"}
    return sum(f"socket:[{inode}]" in _handles(one) for one in [pid, *descendants(pid)] for inode in listening)


def _handles(pid: int) -> set[str]:
    found = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(str(handle.readlink()))
        except OSError:
            continue  # closed in the meantime
    return found


def test_nothing_listens_while_a_crawl_runs(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    server.script = {"/jobs": Reply(hang=True), "/robots.txt": Reply(b"", 404)}
    with jobsieve.crawling() as process:
        wait_until(lambda: "/jobs" in server.paths())
        found = listeners(process.pid)
    figure(17, found, what="ports open")
    assert found == 0


def test_plain_scrapy_opens_ports_and_prints_passwords(server: FaultServer, tmp_path: Path) -> None:
    server.script = {"/jobs": Reply(hang=True)}
    command = [sys.executable, "-m", "scrapy", "runspider", str(BARE), "-a", f"url={server.url}/jobs"]
    with running(command, {**environment_of(tmp_path, {}), "PYTHONPATH": ""}, cwd=tmp_path) as process:
        wait_until(lambda: "/jobs" in server.paths())
        assert listeners(process.pid) >= 1
    server.script = {"/jobs": Reply(index([]))}
    ended = bare(f"{server.url}/jobs", tmp_path / "items.jsonl", **SETTINGS)
    assert all(SETTINGS[name] in ended.stderr for name in ("HTTPAUTH_PASS", "AWS_SECRET_ACCESS_KEY", "MAIL_PASS"))


def test_nothing_is_unpickled(server: FaultServer, jobsieve: Jobsieve, tmp_path: Path, figure: Callable[..., None]) -> None:
    server.script = {"/jobs": Reply(index([1, 2])), "/jobs/1": Reply(listing(1)), "/jobs/2": Reply(listing(2))}
    audit = tmp_path / "pickles"
    watched = {"PYTHONPATH": f"{Path(__file__).with_name('audit')}:{ROOT}", "PICKLE_AUDIT": str(audit)}
    for _ in range(2):  # the second run reads what the first has left
        assert jobsieve.crawl(environment=watched).status == 0
    events = audit.read_text().splitlines() if audit.exists() else []
    figure(17, len(events), what="classes named by pickles")
    assert events == []
    code = "import pickle, datetime; pickle.loads(pickle.dumps(datetime.date(2026, 1, 1)))"
    subprocess.run([sys.executable, "-c", code], env={**environment_of(tmp_path, watched)}, check=True)
    assert audit.read_text(), "the watch does see one"
