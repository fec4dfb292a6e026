"""Parameters of a call, from a query, a form, a JSON body or a multipart body."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulator.chats import JSON
from simulator.errors import ApiError, bad_request

LARGEST_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    size: int
    data: bytes = field(repr=False)


class Params:
    """The parameters of one call, read as Telegram reads them: text, numbers or JSON alike."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as text; one that is absent is the default."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False) if not isinstance(value, Upload) else default

    def integer(self, name: str, default: int = 0) -> int:
        """Return a parameter as a whole number; what is none counts as absent."""
        try:
            return int(self.text(name, str(default)).strip())
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return a parameter as yes or no."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, label: str) -> Any:
        """Return a parameter that holds JSON, decoded, or None; ``label`` goes into the error."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {label} JSON object") from error

    def array(self, name: str, label: str) -> list[JSON] | None:
        """Return a parameter that holds a JSON array of objects, or None."""
        value = self.json(name, label)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"expected an Array of {label}")
        return value

    def upload(self, name: str) -> Upload | None:
        """Return the file of this name, or the one that ``attach://`` points to."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else None


async def read_params(request: web.Request) -> Params:
    """Read what a request brings; a body that cannot be read is refused."""
    values: dict[str, object] = dict(request.query)
    if not request.can_read_body:
        return Params(values)
    try:
        if request.content_type == "application/json":
            body = json.loads(await request.read())
            if not isinstance(body, dict):
                raise ValueError("not an object")
            values.update(body)
            return Params(values)
        form = await request.post()
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error
    except ValueError as error:
        raise bad_request("can't parse request") from error
    for name, value in form.items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            value.file.close()
            values[name] = Upload(value.filename, value.content_type, len(data), data)
        else:
            values[name] = value
    return Params(values)
