"""The refusals of the Bot API."""

from __future__ import annotations

from simulator.chats import JSON


class ApiError(Exception):
    """The Bot API says no: an HTTP status, a description, perhaps parameters."""

    def __init__(self, status: int, description: str, parameters: JSON | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def as_json(self) -> JSON:
        """Return the body that Telegram answers with."""
        body: JSON = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str) -> ApiError:
    """Build an error with status 400."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """Build an error with status 403."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Build an error with status 409."""
    return ApiError(409, f"Conflict: {text}")


def too_many(seconds: int) -> ApiError:
    """Build an error with status 429; nothing was sent."""
    return ApiError(
        429, f"Too Many Requests: retry after {seconds}", {"retry_after": max(1, seconds)}
    )
