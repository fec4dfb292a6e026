"""What was uploaded once is known after a restart."""

from __future__ import annotations

from storage.databases import Reopen

from bot.service.uploads import StoredUploads
from bot.storage.engine import Store


def test_an_upload_is_known_to_the_next_process(deliveries: Store, reopen: Reopen) -> None:
    StoredUploads(deliveries).keep("478.es", "a file id")
    found = [StoredUploads(reopen(deliveries)).find(name) for name in ("478.es", "478.en")]
    assert found == ["a file id", None]
