"""The secrets of the bot: read from files that nobody but their owner can read."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Secret:
    """What a secret looks like, the option that names its file, and where it belongs instead."""

    file_key: str
    pattern: re.Pattern[str]
    shape: str
    cure: str


SECRETS = {
    "token": Secret(
        "token_file",
        re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII),
        "a bot token (digits, a colon, letters and digits): copy it again from @BotFather",
        "write it into a file of its own and name that file in token_file, "
        "or set RESPIRO_TELEGRAM__TOKEN",
    ),
    "webhook_secret": Secret(
        "webhook_secret_file",
        re.compile(r"[A-Za-z0-9_-]{16,256}", re.ASCII),
        "a webhook secret: write 16 to 256 letters, digits, hyphens or underscores",
        "write it into a file of its own and name that file in webhook_secret_file, "
        "or set RESPIRO_TELEGRAM__WEBHOOK_SECRET",
    ),
}


class UnusableSecretError(Exception):
    """A secret cannot be used; the text ends a sentence and does not hold the secret."""


def read_secret(secret: Secret, file: Path) -> SecretStr:
    """Read the secret from its file; raise UnusableSecretError when file or content are no good."""
    try:
        if is_readable_by_others(file):
            mode = stat.S_IMODE(file.stat().st_mode)
            raise UnusableSecretError(
                f"can be read by others (mode {mode:04o}): run chmod 600 {file}"
            )
        text = file.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError as error:
        cure = f"write the secret into {file} and run chmod 600 {file}"
        raise UnusableSecretError(f"does not exist: {cure}") from error
    except OSError as error:
        raise UnusableSecretError(
            f"cannot be read ({error.strerror}): give it to the bot's user"
        ) from error
    except UnicodeDecodeError:  # its text would show the secret, so the cause is dropped
        raise UnusableSecretError(f"does not hold {secret.shape}") from None
    if not text:
        raise UnusableSecretError(f"is empty: write the secret into {file}")
    return check_secret(secret, SecretStr(text))


def check_secret(secret: Secret, value: SecretStr) -> SecretStr:
    """Hand the secret on if it has the right shape; raise UnusableSecretError otherwise."""
    if not secret.pattern.fullmatch(value.get_secret_value()):
        raise UnusableSecretError(f"does not hold {secret.shape}")
    return value


def is_readable_by_others(file: Path) -> bool:
    """Whether group or others have any right on the file; never on Windows."""
    return os.name == "posix" and bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
