"""What is handed over to a counsellor: in no file, no line, no count, and told to nobody else."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from canary import TOKEN, Caught, everything_logged
from conftest import MONDAY, OpenStage
from officers import enrol
from processes import RUN, environment, started
from waiting import until

from bot import logs
from bot.demo.stage import Stage
from bot.domain.hand_over import Request
from bot.service.counselling import Counselling
from privacy.test_interference import Left, look
from simulator.clock import Clock
from simulator.faults import ResetAfter, TooMany
from simulator.officer import Officer
from simulator.server import Simulator

ASKER, ROSA, BOSS = 815_162_342, 815_162_343, 815_162_344
TYPED = "ornitorrinco violeta, 70099887"
COUNSELLOR = {"name": "Rosa", "chat_id": ROSA, "hours": "24h", "answer_within": "2h"}
SETTINGS = {
    "COUNSELLOR": json.dumps([COUNSELLOR]),
    "PROGRAMME__ADMINISTRATORS": f"[{BOSS}]",
}


@dataclass(frozen=True)
class Cast:
    """Who plays: one who asks, the counsellor, an administrator."""

    asker: Officer
    rosa: Officer
    boss: Officer


async def cast_of(simulator: Simulator) -> Cast:
    """All three have written to the bot once; nobody is enrolled."""
    names = {"Xochi": ASKER, "Rosa": ROSA, "Jefe": BOSS}
    people = [simulator.officer(name, chat_id=number) for name, number in names.items()]
    for person in people:
        await person.send("/start")
    return Cast(*people)


async def text_sent(asker: Officer) -> None:
    """A text, handed over."""
    await asker.send("/ayuda")
    await asker.tap("Quiero que me contacten")
    await asker.tap("Escribir un mensaje")
    await asker.send(TYPED)
    await asker.tap("Enviar")


async def phone_sent(asker: Officer) -> None:
    """A telephone, handed over."""
    await asker.send("/ayuda")
    await asker.tap("Quiero que me contacten")
    await asker.tap("Dar mi teléfono")
    await asker.tap("📱 Compartir mi teléfono")
    await asker.tap("Enviar")


async def asked_for_contacts(asker: Officer, times: int = 5) -> None:
    """As many updates as a hand-over has, of which none asks anything of anybody."""
    for _ in range(times):
        await asker.send("/ayuda")


def secrets_of(cast: Cast) -> dict[str, bytes]:
    """What may be in no file and in no line, by what it is."""
    return {
        "text": TYPED.split(maxsplit=1)[0].encode(),
        "number in it": TYPED.rsplit(maxsplit=1)[-1].encode(),
        "phone": cast.asker.person.phone_number.encode(),
        "chat": str(ASKER).encode(),
        "chat as four bytes": ASKER.to_bytes(4, "big"),
        "chat as eight bytes": ASKER.to_bytes(8, "little"),
    }


def found_in(folder: Path, cast: Cast) -> set[str]:
    """Which secrets are in some byte of some file."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert files
    return {what for what, one in secrets_of(cast).items() if any(one in file for file in files)}


def found_in_lines(caught: Caught, cast: Cast) -> set[str]:
    """Which secrets some line holds."""
    text = caught.text.encode()
    return {what for what, one in secrets_of(cast).items() if one in text}


def spoken_to(simulator: Simulator, since: int) -> set[int]:
    """Every chat that the bot has written to since so many calls."""
    calls = simulator.calls[since:]
    return {int(str(call.params["chat_id"])) for call in calls if "chat_id" in call.params}


async def every_way(stage: Stage, cast: Cast) -> None:
    """Taken, put off and then handed over, unsure, failed, overdue, not sent in time."""
    faults, handing_over = stage.simulator.faults, stage.respiro.handing_over
    await text_sent(cast.asker)
    await cast.rosa.tap("Tomado")
    faults.add("sendMessage", chat_id=ROSA, times=1, kind=TooMany(1))
    await phone_sent(cast.asker)
    stage.clock.advance(timedelta(minutes=1))
    await handing_over.sweep()
    for kind in (ResetAfter(), TooMany(1)):
        faults.add("sendMessage", chat_id=ROSA, times=None, kind=kind)
        await text_sent(cast.asker)
        for _ in range(6):
            stage.clock.advance(timedelta(minutes=1))
            await handing_over.sweep()
        faults.clear()
    await cast.asker.tap("Quiero que me contacten")
    await cast.asker.tap("Escribir un mensaje")
    await cast.asker.send(TYPED)
    stage.clock.advance(timedelta(hours=3))
    await handing_over.sweep()
    for words in (
        "ya tomó",
        "Enviado a",
        "No sé si",
        "No pude entregar",
        "no confirmó",
        "diez min",
    ):
        await cast.asker.see(words)


@pytest.fixture
def caught() -> Iterator[Caught]:
    """Everything that is logged from DEBUG on, the libraries hushed as in a live start."""
    with everything_logged() as catching:
        logs.hush()
        yield catching


async def test_a_hand_over_is_in_no_file_and_in_no_line_whatever_becomes_of_it(
    open_stage: OpenStage,
    tmp_path: Path,
    caught: Caught,
    capfd: pytest.CaptureFixture[str],
) -> None:
    simulator = Simulator(clock=Clock(MONDAY), token=TOKEN)
    async with open_stage(simulator=simulator, **SETTINGS) as stage:
        cast = await cast_of(simulator)
        await every_way(stage, cast)
        assert found_in(tmp_path, cast) == set()
    assert found_in(tmp_path, cast) == set()
    written = capfd.readouterr()
    caught.lines += [written.out, written.err]
    assert found_in_lines(caught, cast) == set()


async def test_the_secrets_would_be_found(
    open_stage: OpenStage, tmp_path: Path, caught: Caught
) -> None:
    async with open_stage(**SETTINGS) as stage:
        cast = await cast_of(stage.simulator)
        (tmp_path / "note").write_bytes(b"".join(secrets_of(cast).values()))
        logging.getLogger("bot").debug("%s from %s", TYPED, ASKER)
        assert found_in(tmp_path, cast) == set(secrets_of(cast))
        assert found_in_lines(caught, cast) == {"text", "number in it", "chat"}


async def test_of_what_an_enrolled_officer_sends_nothing_is_in_a_file_either(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    async with open_stage(**SETTINGS) as stage:
        cast = await cast_of(stage.simulator)
        ana = await enrol(stage)
        await text_sent(ana)
        await phone_sent(ana)
        found = found_in(tmp_path, replace(cast, asker=ana))
        assert not found & {"text", "number in it", "phone"}


async def test_nobody_but_the_two_is_written_to(open_stage: OpenStage) -> None:
    async with open_stage(**SETTINGS) as stage:
        cast = await cast_of(stage.simulator)
        seen, since = len(cast.boss.screen), len(stage.simulator.calls)
        await every_way(stage, cast)
        assert spoken_to(stage.simulator, since) == {ASKER, ROSA}
        assert len(cast.boss.screen) == seen


async def what_lasts(
    open_stage: OpenStage, folder: Path, ask: Callable[[Officer], Awaitable[None]], answer: str
) -> Left:
    """What is left on the server of what somebody asks and the counsellor does."""
    for path in folder.glob("*.sqlite*"):
        path.unlink()
    with everything_logged() as catching:
        simulator = Simulator(clock=Clock(MONDAY))
        async with open_stage(simulator=simulator, speaks=False, **SETTINGS) as stage:
            cast = await cast_of(simulator)
            if answer == "blocked":
                cast.rosa.block()
                await cast.rosa.settled()
            await ask(cast.asker)
            if answer == "Tomado" and "Tomado" in cast.rosa.buttons:
                await cast.rosa.tap("Tomado")
            elif answer == "Tomado":
                await cast.rosa.send("/ayuda")
            await cast.asker.settled()
            left = look(stage, folder, catching.lines, cast.asker)
    return replace(left, calls=())  # whom the bot wrote to is for the test above


@pytest.mark.parametrize("answer", ["Tomado", "", "blocked"])
async def test_a_hand_over_leaves_on_the_server_what_asking_for_contacts_leaves(
    open_stage: OpenStage, tmp_path: Path, answer: str
) -> None:
    nothing = await what_lasts(open_stage, tmp_path, asked_for_contacts, answer)
    assert nothing.metrics != ()
    assert any("CREATE TABLE" in row for row in nothing.rows)
    for ask in (text_sent, phone_sent):
        assert await what_lasts(open_stage, tmp_path, ask, answer) == nothing


async def test_a_line_about_a_request_would_be_noticed(
    open_stage: OpenStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutation: a hand-over that logs."""
    kept = Counselling.keep

    def tell(self: Counselling, request: Request, now: datetime) -> bool:
        logging.getLogger("bot").info("a request waits")
        return kept(self, request, now)

    monkeypatch.setattr(Counselling, "keep", tell)
    nothing = await what_lasts(open_stage, tmp_path, asked_for_contacts, "")
    assert (await what_lasts(open_stage, tmp_path, text_sent, "")).logs != nothing.logs


async def test_a_killed_process_has_forgotten_it_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    async with Simulator(token=TOKEN) as simulator:
        environ = environment(simulator.base_url, home, **SETTINGS)
        async with started(RUN, environ, home, tmp_path / "log") as process:
            await until(lambda: bool(simulator.calls_of("setMyCommands")), 30)
            cast = await cast_of(simulator)
            await text_sent(cast.asker)
            await cast.asker.see("Enviado a Rosa")
            process.kill()
            await process.wait()
        assert found_in(home, cast) == set()
        assert found_in(tmp_path, cast) == set()
        before = len(simulator.calls_of("setMyCommands"))
        async with started(RUN, environ, home, tmp_path / "log"):
            await until(lambda: len(simulator.calls_of("setMyCommands")) > before, 30)
            await cast.rosa.tap("Tomado")
            await until(lambda: bool(cast.rosa.alerts), 10)
        assert "no pude avisarle a la persona" in cast.rosa.alerts[-1].text
        assert not any("ya tomó" in message.text for message in cast.asker.screen)
