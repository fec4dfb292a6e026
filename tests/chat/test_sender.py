"""The sender: what becomes of a message, as a type; uploads that are made once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lines import calling
from telegram.error import Forbidden

from bot.chat.files import Shelf
from bot.chat.sender import Sender
from bot.domain.model import (
    Animation,
    Button,
    Cause,
    Drawing,
    Gone,
    Later,
    Message,
    Outcome,
    Rejected,
    Sent,
    Unknown,
)
from bot.service.uploads import StoredUploads
from bot.storage.engine import open_engine
from bot.storage.schema import migrate
from simulator.faults import Error, Garbage, Hang, Kind, ResetAfter, ResetBefore, TooMany
from simulator.officer import Officer
from simulator.server import Simulator

PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000006400000064")
PHOTO = Message("<b>Mire</b>", drawing=Drawing("cerro.png"))
FILM = Message("<b>Respire</b>", animation=Animation("film.mp4"))


class Notes(dict[str, str]):
    """Uploads that are remembered as long as the test runs."""

    def find(self, name: str) -> str | None:
        """The file id of an upload."""
        return self.get(name)

    def keep(self, name: str, file_id: str) -> None:
        """Remember an upload."""
        self[name] = file_id


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Telegram."""
    async with Simulator() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An animation and a drawing."""
    (tmp_path / "film.mp4").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "cerro.png").write_bytes(PNG)
    return tmp_path


@pytest.fixture
async def sender(simulator: Simulator, folder: Path) -> AsyncIterator[Sender]:
    """A sender that gives up after a third of a second."""
    async with calling(simulator, patience=0.3) as bot:
        yield Sender(bot, bot.request, Shelf(Notes(), folder, folder))


@pytest.fixture
def ana(simulator: Simulator) -> Officer:
    """An officer who has written to the bot."""
    return simulator.officer("Ana", started=True)


def uploads(simulator: Simulator, kind: str = "animation") -> list[bool]:
    """For each file that was sent, whether its bytes went over the line."""
    return [
        not isinstance(call.params[kind], str) or str(call.params[kind]).startswith("attach://")
        for call in simulator.calls_of(f"send{kind.capitalize()}")
    ]


# Outcomes


async def test_what_telegram_takes_is_sent_once(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    assert await sender.send(ana.id, Message("<b>Hola</b>")) == Sent()
    assert [message.text for message in ana.screen] == ["Hola"]


async def test_buttons_and_keys_reach_the_phone(sender: Sender, ana: Officer) -> None:
    button = Button("Siguiente ▸", payload="k|1")
    await sender.send(ana.id, Message("Uno", buttons=((button,),)))
    await sender.send(ana.id, Message("Dos", keyboard=(("☎ Ayuda",),)))
    assert (ana.buttons, ana.keyboard) == (["Siguiente ▸"], [["☎ Ayuda"]])


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Error(403, "Forbidden: bot was blocked by the user"), Gone()),
        (Error(403, "Forbidden: user is deactivated"), Gone()),
        (Error(400, "Bad Request: chat not found"), Gone()),
        (Error(400, "Bad Request: PEER_ID_INVALID"), Gone()),
        (TooMany(7), Later(7)),
        (Error(500, "Internal Server Error"), Unknown()),
        (Error(502, "Bad Gateway"), Unknown()),
        (Hang(), Unknown()),
        (ResetBefore(), Unknown()),
        (ResetAfter(), Unknown()),
        (Garbage(), Unknown()),
        (Garbage("null"), Unknown()),
        (Error(400, "Bad Request: message is too long"), Rejected("Message is too long")),
    ],
    ids=str,
)
@pytest.mark.parametrize("message", [Message("Hola"), FILM, PHOTO], ids=["text", "film", "photo"])
async def test_each_failure_has_its_outcome_and_is_not_tried_again(
    simulator: Simulator,
    sender: Sender,
    ana: Officer,
    kind: Kind,
    outcome: Outcome,
    message: Message,
) -> None:
    simulator.faults.add(chat_id=ana.id, kind=kind)
    assert await sender.send(ana.id, message) == outcome
    methods = ("sendMessage", "sendAnimation", "sendPhoto")
    assert sum(len(simulator.calls_of(method)) for method in methods) == 1


async def test_a_refused_connection_is_for_later(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    await simulator.stop()
    assert await sender.send(ana.id, Message("Hola")) == Later(10, Cause.UNREACHABLE)


async def test_an_officer_who_blocked_the_bot_is_gone(sender: Sender, ana: Officer) -> None:
    ana.block()
    assert await sender.send(ana.id, Message("Hola")) == Gone()


async def test_a_chat_that_never_was_is_gone(sender: Sender) -> None:
    assert await sender.send(404, Message("Hola")) == Gone()


@pytest.mark.parametrize("html", ["x" * 4097, "<b>Hola", ""])
async def test_a_message_that_telegram_cannot_take_is_rejected(
    sender: Sender, ana: Officer, html: str
) -> None:
    assert isinstance(await sender.send(ana.id, Message(html)), Rejected)


# Changing what was sent


async def test_an_edit_changes_the_message_in_place(sender: Sender, ana: Officer) -> None:
    await sender.send(ana.id, Message("Uno"))
    assert await sender.edit(ana.id, ana.last.message_id, Message("Dos"), media=False)
    assert [message.text for message in ana.screen] == ["Dos"]


async def test_an_edit_that_changes_nothing_is_a_success(sender: Sender, ana: Officer) -> None:
    await sender.send(ana.id, Message("Uno"))
    assert await sender.edit(ana.id, ana.last.message_id, Message("Uno"), media=False)


async def test_a_deleted_message_cannot_be_edited(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    await sender.send(ana.id, Message("Uno"))
    number = ana.last.message_id
    simulator.world.delete(ana.chat, number)
    assert not await sender.edit(ana.id, number, Message("Dos"), media=False)


async def test_an_animations_words_are_edited_as_its_caption(sender: Sender, ana: Officer) -> None:
    await sender.send(ana.id, FILM)
    assert await sender.edit(ana.id, ana.last.message_id, Message("Bien hecho"), media=True)
    assert (ana.last.text, ana.last.file is not None) == ("Bien hecho", True)


async def test_an_animation_taken_for_a_text_is_told_to_be_no_text(
    sender: Sender, ana: Officer
) -> None:
    await sender.send(ana.id, FILM)
    assert not await sender.edit(ana.id, ana.last.message_id, Message("Dos"), media=False)


async def test_an_edit_that_is_refused_for_another_reason_is_an_error(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    await sender.send(ana.id, Message("Uno"))
    simulator.faults.add(kind=Error(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(Forbidden):
        await sender.edit(ana.id, ana.last.message_id, Message("Dos"), media=False)


async def test_deleting_twice_is_a_success(sender: Sender, ana: Officer) -> None:
    await sender.send(ana.id, Message("Uno"))
    number = ana.last.message_id
    assert [await sender.delete(ana.id, number) for _ in range(2)] == [True, True]
    assert ana.screen == []


async def test_a_message_of_the_day_before_yesterday_cannot_be_deleted(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    await sender.send(ana.id, Message("Uno"))
    simulator.clock.advance(timedelta(hours=49))
    assert not await sender.delete(ana.id, ana.last.message_id)


@pytest.mark.parametrize("kind", [None, Hang(), Garbage(), Error(500), TooMany()])
async def test_answering_a_tap_never_fails(
    simulator: Simulator, sender: Sender, kind: Kind | None
) -> None:
    if kind is not None:
        simulator.faults.add("answerCallbackQuery", kind=kind)
    await sender.answer("123", "Gracias", alert=False)
    assert len(simulator.calls_of("answerCallbackQuery")) == 1


# Uploads


async def test_an_animation_is_uploaded_once_and_then_named(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    for _ in range(2):
        assert await sender.send(ana.id, FILM) == Sent()
    assert uploads(simulator) == [True, False]


async def test_an_upload_is_remembered_over_a_restart(
    simulator: Simulator, ana: Officer, folder: Path
) -> None:
    for _ in range(2):
        store = open_engine(f"sqlite:///{folder}/delivery.sqlite")
        migrate(store, "delivery")
        async with calling(simulator) as bot:
            shelf = Shelf(StoredUploads(store), folder, folder)
            await Sender(bot, bot.request, shelf).send(ana.id, FILM)
        store.dispose()
    assert uploads(simulator) == [True, False]


async def test_a_new_film_of_the_same_name_is_uploaded(
    simulator: Simulator, sender: Sender, ana: Officer, folder: Path
) -> None:
    await sender.send(ana.id, FILM)
    (folder / "film.mp4").write_bytes(b"another film")
    await sender.send(ana.id, FILM)
    assert uploads(simulator) == [True, True]


async def test_what_telegram_has_forgotten_is_uploaded_again_and_remembered(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    await sender.send(ana.id, FILM)
    simulator.world.files.clear()
    assert isinstance(await sender.send(ana.id, FILM), Sent)
    await sender.send(ana.id, FILM)
    assert uploads(simulator) == [True, False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "wrong remote file identifier specified: Wrong padding in the string",
        "wrong file_id or the file is temporarily unavailable",
        "FILE_REFERENCE_EXPIRED",
    ],
)
async def test_however_telegram_words_it_a_forgotten_file_is_uploaded_again(
    simulator: Simulator, sender: Sender, ana: Officer, text: str
) -> None:
    await sender.send(ana.id, FILM)
    simulator.faults.add("sendAnimation", kind=Error(400, f"Bad Request: {text}"))
    assert isinstance(await sender.send(ana.id, FILM), Sent)


async def test_a_named_film_that_may_have_arrived_is_not_uploaded_on_top(
    simulator: Simulator, sender: Sender, ana: Officer
) -> None:
    await sender.send(ana.id, FILM)
    simulator.faults.add("sendAnimation", kind=ResetAfter())
    assert await sender.send(ana.id, FILM) == Unknown()
    assert len(ana.screen) == 2


# Drawings


async def test_a_drawing_arrives_with_its_caption_and_its_buttons(
    sender: Sender, ana: Officer
) -> None:
    keys = ((Button("Siguiente ▸", payload="k|1"),),)
    for _ in range(2):
        assert await sender.send(ana.id, replace(PHOTO, buttons=keys)) == Sent()
    for message in ana.screen:
        assert message.file is not None
        assert (message.file.kind, message.text) == ("photo", "Mire")
        assert message.inline == [[{"text": "Siguiente ▸", "callback_data": "k|1"}]]


async def test_a_drawing_is_uploaded_once_and_then_named_by_its_largest_copy(
    simulator: Simulator, sender: Sender, ana: Officer, folder: Path
) -> None:
    (folder / "cerro.png").write_bytes(PNG[:16] + bytes([0, 0, 4, 0, 0, 0, 3, 0]))
    for _ in range(2):
        assert await sender.send(ana.id, PHOTO) == Sent()
    assert uploads(simulator, "photo") == [True, False]
    assert [message.file.width for message in ana.screen if message.file] == [1024, 1024]


async def test_a_campaign_uploads_its_drawing_once_for_all_who_get_it_at_once(
    simulator: Simulator, sender: Sender
) -> None:
    crowd = [simulator.officer(f"{number}", started=True) for number in range(48)]
    prepared = sender.prepare(PHOTO)
    outcomes = await asyncio.gather(
        *(sender.send_prepared(officer.id, prepared) for officer in crowd)
    )
    assert set(outcomes) == {Sent()}
    assert sorted(uploads(simulator, "photo")) == [False] * 47 + [True]
    assert all(len(officer.screen) == 1 for officer in crowd)


async def test_a_drawing_that_telegram_has_forgotten_is_uploaded_once_again_for_all(
    simulator: Simulator, sender: Sender
) -> None:
    crowd = [simulator.officer(f"{number}", started=True) for number in range(12)]
    await sender.send(crowd[0].id, PHOTO)
    simulator.world.files.clear()
    await asyncio.gather(*(sender.send(officer.id, PHOTO) for officer in crowd))
    assert sum(uploads(simulator, "photo")) == 2
    assert [len(officer.screen) for officer in crowd] == [2] + [1] * 11


async def test_a_drawing_that_is_drawn_anew_is_uploaded_anew_though_it_is_as_large(
    simulator: Simulator, sender: Sender, ana: Officer, folder: Path
) -> None:
    await sender.send(ana.id, PHOTO)
    (folder / "cerro.png").write_bytes(PNG[:-1] + b"\x65")
    await sender.send(ana.id, PHOTO)
    assert uploads(simulator, "photo") == [True, True]


async def test_a_drawing_is_remembered_over_a_restart(
    simulator: Simulator, ana: Officer, folder: Path
) -> None:
    notes = Notes()
    for _ in range(2):
        async with calling(simulator) as bot:
            await Sender(bot, bot.request, Shelf(notes, folder, folder)).send(ana.id, PHOTO)
    assert uploads(simulator, "photo") == [True, False]


async def test_without_its_drawing_a_lesson_still_arrives(
    sender: Sender, ana: Officer, folder: Path
) -> None:
    (folder / "cerro.png").unlink()
    assert await sender.send(ana.id, PHOTO) == Sent()
    assert (ana.last.text, ana.last.file) == ("Mire", None)


class Broken(Notes):
    """A store that does not answer."""

    def find(self, name: str) -> str | None:
        """No."""
        raise OSError(name)

    def keep(self, name: str, file_id: str) -> None:
        """No."""
        raise OSError(name, file_id)


async def test_a_store_that_fails_keeps_no_drawing_from_anybody(
    simulator: Simulator, ana: Officer, folder: Path
) -> None:
    async with calling(simulator) as bot:
        sender = Sender(bot, bot.request, Shelf(Broken(), folder, folder))
        assert [await sender.send(ana.id, PHOTO) for _ in range(2)] == [Sent(), Sent()]
    assert uploads(simulator, "photo") == [True, False]


async def test_a_drawings_words_are_edited_as_its_caption(sender: Sender, ana: Officer) -> None:
    await sender.send(ana.id, PHOTO)
    assert await sender.edit(ana.id, ana.last.message_id, Message("Dos"), media=True)
    assert (ana.last.text, ana.last.file is not None) == ("Dos", True)
