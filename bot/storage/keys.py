"""The key that signs invitations, in a file of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

_BYTES = 32


def load_or_make_key(path: Path) -> bytes:
    """The 32 bytes in ``path``; the first call draws them and keeps them for the owner only.

    ValueError when the file holds anything else: an empty key would let everybody sign.
    """
    if not path.exists():
        _make_key(path)
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(key) != _BYTES:
        raise ValueError(f"{path} holds no key of {_BYTES} bytes: restore it, or delete it")
    return key


def _make_key(path: Path) -> None:
    """Bring a whole key to its place at once; whoever comes second leaves the first one's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as draft:  # mode 0600
        draft.write(secrets.token_hex(_BYTES) + "\n")
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
