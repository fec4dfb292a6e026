"""The open round survives a kill, names nobody, and trusts no folder that others can see."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.model import Entry
from bot.storage.spool import Spool, SpoolError, choose_folder, is_in_memory
from storage.people import CANARY, LONG_CANARY, traces_in

ROOT = Path(__file__).parents[2]
WEEK, NEXT_WEEK = "2026-W48", "2026-W49"

PUT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from bot.storage.spool import Spool
spool = Spool(Path(sys.argv[1]))
for chat_id in range(3):
    spool.put("2026-W48", chat_id, "desaguadero", "nrs", "9")
os.kill(os.getpid(), signal.SIGKILL)
"""

DIE_WHILE_PUTTING = """
import os, signal, sqlite3, sys
from pathlib import Path
from bot.storage.spool import Spool
spool = Spool(Path(sys.argv[1]))
spool.put("2026-W48", 1, "desaguadero", "nrs", "2")
with spool._open("2026-W48") as file:
    file.execute("PRAGMA cache_size=1")
    file.execute("UPDATE entry SET answers = '{}'")
    os.kill(os.getpid(), signal.SIGKILL)
"""

PUT_MANY = """
import sys
from pathlib import Path
from bot.storage.spool import Spool
spool = Spool(Path(sys.argv[1]))
first = int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for chat_id in range(first, first + 100):
    spool.put("2026-W48", chat_id, "desaguadero", "nrs", "2")
    spool.put("2026-W48", 7, "desaguadero", f"lesson-{first + chat_id % 2}", "up")
"""


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """An empty spool."""
    return Spool(tmp_path / "spool")


def test_an_answer_is_there_once_it_was_put(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    assert Spool(spool.folder).entries(WEEK) == [Entry("desaguadero", {"nrs": "9"})]


def test_the_last_answer_of_a_person_wins(spool: Spool) -> None:
    for band in ("9", "2", "5"):
        spool.put(WEEK, CANARY, "desaguadero", "nrs", band)
    assert spool.entries(WEEK) == [Entry("desaguadero", {"nrs": "5"})]


def test_answers_to_several_instruments_make_one_entry(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    spool.put(WEEK, CANARY, "desaguadero", "trigger", "turno")
    spool.put(WEEK, CANARY, "viru-viru", "nrs", "2")
    assert spool.entries(WEEK) == [Entry("viru-viru", {"nrs": "2", "trigger": "turno"})]


def test_an_officer_without_a_unit_is_an_entry_too(spool: Spool) -> None:
    spool.put(WEEK, CANARY, None, "nrs", "9")
    assert spool.entries(WEEK) == [Entry(None, {"nrs": "9"})]


def test_rounds_are_kept_apart_and_come_oldest_first(spool: Spool) -> None:
    for name in (NEXT_WEEK, WEEK, "2025-W52"):
        spool.put(name, CANARY, "desaguadero", "nrs", "9")
    assert spool.rounds() == ["2025-W52", WEEK, NEXT_WEEK]
    assert len(spool.entries(WEEK)) == 1


def test_a_file_that_is_no_round_is_passed_over(spool: Spool) -> None:
    for name in ("notes.spool", "2026-W99.spool", "2026-W48.txt"):
        (spool.folder / name).touch()
    assert spool.rounds() == []


def test_a_person_is_found_in_the_rounds_he_answered_in_alone(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    found = [
        spool.has_entry(name, chat_id) for name in (WEEK, NEXT_WEEK) for chat_id in (CANARY, 1)
    ]
    assert found == [True, False, False, False]


def test_looking_for_somebody_makes_no_round(spool: Spool) -> None:
    spool.has_entry(WEEK, CANARY)
    assert list(spool.folder.iterdir()) == []


def test_forgetting_takes_one_person_out_of_every_round(spool: Spool) -> None:
    for name in (WEEK, NEXT_WEEK):
        spool.put(name, CANARY, "desaguadero", "nrs", "9")
        spool.put(name, 1, "viru-viru", "nrs", "2")
    spool.forget(CANARY)
    left = [spool.entries(name) for name in (WEEK, NEXT_WEEK)]
    assert left == [[Entry("viru-viru", {"nrs": "2"})]] * 2


def test_a_round_is_removed_whole_and_twice_is_no_error(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    for _ in range(2):
        spool.remove(WEEK)
    assert list(spool.folder.iterdir()) == []


def test_a_folder_made_for_the_spool_and_its_file_are_the_owners_alone(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    paths = (spool.folder, *spool.folder.iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o700, 0o600]


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o720, 0o701])
def test_a_folder_that_others_can_use_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(SpoolError, match=f"chmod 700 {folder}"):
        Spool(folder)


def test_a_folder_of_somebody_else_is_refused_with_the_remedy(tmp_path: Path) -> None:
    folder = Path("/")
    if os.getuid() == 0:
        folder = tmp_path / "foreign"
        folder.mkdir(mode=0o700)
        os.chown(folder, 65534, 65534)
    with pytest.raises(SpoolError, match=r"somebody else: set storage\.spool_dir"):
        Spool(folder)


def test_a_file_in_the_place_of_the_folder_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(SpoolError, match=r"set storage\.spool_dir"):
        Spool(tmp_path / "taken")


@pytest.mark.parametrize("chat_id", [CANARY, LONG_CANARY])
def test_no_chat_id_and_no_plain_hash_of_one_is_in_the_spool(spool: Spool, chat_id: int) -> None:
    spool.put(WEEK, chat_id, "desaguadero", "nrs", "9")
    spool.put(WEEK, chat_id, "desaguadero", "trigger", "turno")
    assert traces_in(spool.folder, chat_id) == set()


def test_a_person_is_another_in_every_round_and_every_installation(tmp_path: Path) -> None:
    keys = set()
    for folder in ("one", "two"):
        spool = Spool(tmp_path / folder)
        for name in (WEEK, NEXT_WEEK):
            spool.put(name, CANARY, "desaguadero", "nrs", "9")
            keys |= _people(spool, name)
    assert len(keys) == 4


def test_a_key_is_no_hash_that_could_be_counted_through(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    plain = {
        hashlib.new(name, str(CANARY).encode(), usedforsecurity=False).digest()
        for name in ("sha256", "sha3_256", "blake2s")
    }
    assert _people(spool, WEEK) & plain == set()


def test_what_was_changed_or_forgotten_is_overwritten(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "first-unit", "nrs", "first-band")
    spool.put(WEEK, CANARY, "second-unit", "nrs", "second-band")
    assert b"first-" not in _bytes(spool)
    spool.forget(CANARY)
    assert b"second-" not in _bytes(spool)


def test_an_answer_outlives_a_kill_right_behind_it(spool: Spool) -> None:
    assert _run(PUT_AND_DIE, spool.folder) == -signal.SIGKILL
    assert spool.entries(WEEK) == [Entry("desaguadero", {"nrs": "9"})] * 3


def test_a_kill_in_the_middle_leaves_the_answer_before_it(spool: Spool) -> None:
    assert _run(DIE_WHILE_PUTTING, spool.folder) == -signal.SIGKILL
    assert spool.entries(WEEK) == [Entry("desaguadero", {"nrs": "2"})]


def test_two_processes_that_put_at_once_lose_nothing(spool: Spool) -> None:
    workers = [_python(PUT_MANY, spool.folder, str(first)) for first in (1000, 2000)]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    for worker in workers:
        worker.communicate("go\n")
    assert [worker.returncode for worker in workers] == [0, 0]
    entries = spool.entries(WEEK)
    assert len(entries) == 201
    shared = next(entry for entry in entries if "nrs" not in entry.answers)
    assert set(shared.answers) == {"lesson-1000", "lesson-1001", "lesson-2000", "lesson-2001"}


def test_four_threads_that_begin_a_round_and_share_a_person_lose_nothing(spool: Spool) -> None:
    def put(turn: int) -> None:
        spool.put(WEEK, turn, "desaguadero", "nrs", "2")
        spool.put(WEEK, CANARY, "desaguadero", f"lesson-{turn}", "up")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(40)))
    entries = spool.entries(WEEK)
    assert (len(entries), max(len(entry.answers) for entry in entries)) == (41, 40)


def test_an_answer_that_fails_on_the_way_changes_nothing(spool: Spool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    with pytest.raises(sqlite3.Error):
        spool.put(WEEK, CANARY, object(), "nrs", "2")  # type: ignore[arg-type]  # on purpose
    assert spool.entries(WEEK) == [Entry("desaguadero", {"nrs": "9"})]


def test_a_configured_folder_is_taken_as_it_is() -> None:
    assert choose_folder("/somewhere/else", "sqlite:///data/replies.sqlite") == Path(
        "/somewhere/else"
    )


def test_each_installation_has_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    one, same, other = (choose_folder("", name) for name in ("first", "first", "second"))
    assert (one == same, one == other, one.parent) == (True, False, tmp_path)


def test_memory_is_preferred_to_the_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    expected = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    assert choose_folder("", "first").parent == Path(expected)


@pytest.mark.skipif(not Path("/dev/shm").exists(), reason="this system has no /dev/shm")
def test_a_folder_yet_to_be_made_on_tmpfs_is_in_memory() -> None:
    assert is_in_memory(Path("/dev/shm/respiro-not-made-yet"))


def test_a_folder_on_a_disk_is_not_in_memory() -> None:
    assert not is_in_memory(Path("/usr"))


def _python(script: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _run(script: str, folder: Path) -> int:
    with _python(script, folder) as process:
        return process.wait()


def _people(spool: Spool, name: str) -> set[bytes]:
    with closing(sqlite3.connect(spool.folder / f"{name}.spool")) as file:
        return {person for (person,) in file.execute("SELECT person FROM entry")}


def _bytes(spool: Spool) -> bytes:
    return b"".join(path.read_bytes() for path in spool.folder.iterdir())
