"""Invitations: a signed token that names a unit and a last day, and nobody.

The token is stateless and one per unit: kid (1 byte), unit (2), expiry (4), nonce (8), then
HMAC-SHA256 over these fifteen bytes cut to 128 bits; 31 bytes, which are 42 characters of
base64url, fewer than the 64 that Telegram's ``start`` parameter takes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

NONCE_BYTES = 8
KEY_BYTES = 16
"""A signing key is at least this long."""

_BODY = struct.Struct(">BHI8s")
_MAC_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{42}")
_NO_KEY = bytes(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A token that was found good; ``digest`` (hex) names it in revocations and use counters."""

    unit: str
    expires_at: datetime
    digest: str


def unit_number(unit_id: str) -> int:
    """Return the 16-bit number that stands for a unit: the first two bytes of its SHA-256.

    Two units may share one by chance; the configuration must refuse such a pair, and
    :func:`read` admits nobody to either.
    """
    return int.from_bytes(hashlib.sha256(unit_id.encode()).digest()[:2])


def issue(unit_id: str, expires_at: datetime, nonce: bytes, key: bytes, kid: int = 1) -> str:
    """Return the token for a unit; it ends at ``expires_at``, cut to the whole second.

    The caller brings eight random bytes as ``nonce``. Raises ValueError for what does not fit.
    """
    if expires_at.tzinfo is None:
        raise ValueError("an invitation's end needs a time zone")
    seconds = int(expires_at.timestamp())
    if not 0 <= seconds < 2**32:
        raise ValueError(f"an invitation cannot end at {expires_at.isoformat()}")
    if not 0 <= kid < 2**8:
        raise ValueError(f"a key's number is 0 to 255, not {kid}")
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes, not {len(nonce)}")
    if len(key) < KEY_BYTES:
        raise ValueError(f"a signing key has at least {KEY_BYTES} bytes, not {len(key)}")
    body = _BODY.pack(kid, unit_number(unit_id), seconds, nonce)
    return _encode(body + _sign(body, key))


def read(
    token: str, units: Collection[str], keys: Mapping[int, bytes], now: datetime
) -> Invitation | None:
    """Return the invitation a token carries, or None.

    None says nothing about the reason: malformed, forged, expired, a retired key, an unknown
    unit. The signature is computed and compared on every path that has 31 bytes to sign.
    """
    if not _TOKEN.fullmatch(token):
        return None
    raw = base64.urlsafe_b64decode(token + "==")
    body, mac = raw[: _BODY.size], raw[_BODY.size :]
    kid, number, seconds, _ = _BODY.unpack(body)
    expires_at = datetime.fromtimestamp(seconds, UTC)
    named = [unit for unit in units if unit_number(unit) == number]
    is_signed = hmac.compare_digest(_sign(body, keys.get(kid, _NO_KEY)), mac)
    is_canonical = hmac.compare_digest(_encode(raw), token)
    is_good = is_signed & is_canonical & (kid in keys) & (now < expires_at) & (len(named) == 1)
    if not is_good:
        return None
    return Invitation(named[0], expires_at, hashlib.sha256(body).hexdigest())


def _encode(raw: bytes) -> str:
    """Return the one spelling of these bytes: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _sign(body: bytes, key: bytes) -> bytes:
    """Return the first 128 bits of the HMAC-SHA256."""
    return hmac.digest(key, body, "sha256")[:_MAC_BYTES]
