"""8: a disk that runs full ends a run in order: the old output stays, the status says why, and with room the run is finished.

The disk is a tmpfs of its own where this user may mount one (root, or a user with namespaces of his own); elsewhere its four tests are
skipped, and what stands for them is the limit of a file's size, which meets the archive in the same way.
"""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree

import pytest
from command import Jobsieve, bare, descendants, wait_until
from faults import FaultServer
from mill import board, board_file, listing

DISK_FULL = 5
SIZE = range(60)
MIB = 1 << 20
RUN = ("--run-id", "today")


def mounted(folder: Path, size: int) -> bool:
    """Mount a disk of `size` bytes at a folder; false where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


@contextmanager
def disk(folder: Path, size: int) -> Iterator[Path]:
    if not mounted(folder, size):
        pytest.skip("this user cannot mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Take up all of a disk but some bytes."""
    ballast = folder / "ballast"
    disk = os.statvfs(folder)
    wanted = max(0, disk.f_bavail * disk.f_frsize - leave)
    # The run goes on writing meanwhile, and may be the one that takes the last bytes.
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while wanted > 0:
            wanted -= file.write(bytes(min(wanted, MIB)))
    return ballast


def big_board() -> dict[str, object]:
    """Pages that do not compress well: the archive grows by half a megabyte."""
    script = board(SIZE)
    for number in SIZE:
        noise = os.urandom(6_000).hex()
        script[f"/jobs/{number}"] = listing(number).replace(b"</main>", f"<!-- {noise} --></main>".encode())
    return script


def requests(server: FaultServer, number: int) -> Callable[[Jobsieve], bool]:
    return lambda _: len(server.asked) >= number


def crawled(_: FaultServer) -> Callable[[Jobsieve], bool]:
    return lambda jobsieve: (jobsieve.folder / "raw" / "today.crawl.json").exists()


POINTS: dict[str, tuple[Callable[[FaultServer], Callable[[Jobsieve], bool]], int]] = {
    "raw": (lambda server: requests(server, 5), 60_000),
    "state": (lambda server: requests(server, 1), 0),
    "store": (crawled, 8_192),
    "publish": (crawled, 150_000),
}
"""Where the disk is full: when it is filled up, and how many bytes are left."""


def run_out(folder: Path, yesterday: Path, point: str) -> tuple[int, bool, bool]:
    """(status, whether the old output is as it was, whether the run is complete once there is room again)."""
    with disk(folder, 24 * MIB) as small, FaultServer(big_board()) as server:
        copytree(yesterday, small / "out")
        jobsieve = Jobsieve(board_file(folder.parent / "board", delay="0.01"), small / "out", server.url)
        jobsieve.environment["XDG_STATE_HOME"] = str(folder.parent / "state")
        before = (jobsieve.folder / "listings.jsonl").read_bytes()
        when, leave = POINTS[point]
        with jobsieve.crawling(*RUN) as process:
            wait_until(lambda: when(server)(jobsieve), 60)
            ballast = fill(small, leave)
            process.communicate(timeout=200)
        intact = (jobsieve.folder / "listings.jsonl").read_bytes() == before
        ballast.unlink()
        again = jobsieve.crawl(*RUN)
        return process.returncode, intact, again.status == 0 and len(jobsieve.listings()) == len(SIZE)


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("yesterday")
    with FaultServer(board(SIZE)) as server:
        assert Jobsieve(board_file(folder), folder / "out", server.url).crawl().status == 0
    return folder / "out"


def test_a_full_disk_costs_nothing_but_the_time(yesterday: Path, tmp_path: Path, figure: Callable[..., None]) -> None:
    found = {}
    for point in POINTS:
        (tmp_path / point).mkdir()
        found[point] = run_out(tmp_path / point / "disk", yesterday, point)
    statuses, intact, complete = zip(*found.values(), strict=True)
    figure(8, sum(intact), of=len(POINTS), out_of_space=statuses.count(DISK_FULL), complete_again=sum(complete))
    assert found == dict.fromkeys(POINTS, (DISK_FULL, True, True))


def test_an_archive_that_cannot_grow_is_a_full_disk(yesterday: Path, tmp_path: Path) -> None:
    copytree(yesterday, tmp_path / "out")
    with FaultServer(big_board()) as server:
        jobsieve = Jobsieve(board_file(tmp_path, delay="0.01"), tmp_path / "out", server.url)
        before = (jobsieve.folder / "listings.jsonl").read_bytes()
        most = 60_000
        with jobsieve.crawling(*RUN) as process:
            wait_until(lambda: len(server.asked) >= 5, 60)
            for pid in (process.pid, *descendants(process.pid)):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            process.communicate(timeout=200)
        assert (jobsieve.folder / "listings.jsonl").read_bytes() == before
        assert jobsieve.crawl(*RUN).status == 0
    assert process.returncode == DISK_FULL
    assert len(jobsieve.listings()) == len(SIZE)


def test_a_run_leaves_room_before_it_is_too_late(yesterday: Path, tmp_path: Path) -> None:
    """Needs no disk of its own: more is to stay free than there is."""
    copytree(yesterday, tmp_path / "out")
    with FaultServer(board(SIZE)) as server:
        jobsieve = Jobsieve(board_file(tmp_path), tmp_path / "out", server.url)
        before = (jobsieve.folder / "listings.jsonl").read_bytes()
        ended = jobsieve.crawl("--min-free", "100000000")
    assert (ended.status, server.asked) == (DISK_FULL, [])
    assert (jobsieve.folder / "listings.jsonl").read_bytes() == before


def test_plain_scrapy_ends_well_with_half_a_file(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", MIB) as small, FaultServer(board(range(200))) as server:
        fill(small, 8_192)
        ended = bare(f"{server.url}/jobs", small / "items.jsonl")
        lines = (small / "items.jsonl").read_text().count("\n")
    assert (ended.status, lines < 200) == (0, True)
