"""The key that signs invitations, in a file of its own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def load_or_make_key(path: Path) -> bytes:
    """The 32 bytes in ``path``; the first call draws them and keeps them for the owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    return load_or_make_key(path)
