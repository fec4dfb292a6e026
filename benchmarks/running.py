"""Processes of a measurement: the stand-in, and one client at a time."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Result = dict[str, Any]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def stand_in(latency: float) -> Iterator[str]:
    """The address of a stand-in for Telegram that answers after so many seconds."""
    port = free_port()
    command = ["-m", "benchmarks.stand_in", "--port", str(port), "--latency", str(latency)]
    process = subprocess.Popen([sys.executable, *command])
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            control(address, "report")
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


def control(address: str, what: str, plan: Result | None = None) -> Result:
    """Ask the stand-in for its report, or give it something to do."""
    body = None if plan is None else json.dumps(plan).encode()
    with urllib.request.urlopen(f"{address}/control/{what}", data=body, timeout=30) as answer:
        result = json.loads(answer.read())["result"]
    return result if isinstance(result, dict) else {}


def run_client(name: str, *arguments: object) -> Result:
    """Run a client to its end; what it tells."""
    command = [sys.executable, "-m", "benchmarks.clients", name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if not done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    told: Result = json.loads(done.stdout.splitlines()[-1])
    return told


@contextmanager
def client(name: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A client at work until the block ends."""
    command = [sys.executable, "-m", "benchmarks.clients", name, *map(str, arguments)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"{name} did not start")
        yield process
    finally:
        try:
            process.communicate("", timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for stores, on a disk."""
    with tempfile.TemporaryDirectory(prefix="respiro-benchmark-") as path:
        yield Path(path)
