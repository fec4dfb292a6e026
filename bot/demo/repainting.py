"""The lessons that stand in the chats already, once more as they have been saved since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.assembly import Respiro
from bot.chat.texts.lesson import card
from bot.domain.callbacks import Tap, Verb, decode, encode
from bot.domain.model import Lesson
from bot.domain.practice import Practice, arrive
from simulator import acts, chats
from simulator.server import Simulator

_OF_LESSONS = {Verb.CARD, Verb.VOTE, Verb.LATER, Verb.NOW, Verb.PRACTICE}
_SHOWING = {Verb.CARD, Verb.VOTE, Verb.NOW, Verb.PRACTICE}
"""What shows a lesson in the tapped message, so that the same tap again paints it anew."""


async def repaint(simulator: Simulator, respiro: Respiro, lesson: Lesson, drawings: Path) -> None:
    """Show the lesson anew in every message that holds it, each where its reader is."""
    for chat in list(simulator.world.chats.values()):
        for message in list(chat.messages.values()):
            if chat.person is None or not _holds(message, lesson):
                continue
            tap = _last_tap(simulator, message)
            if tap is None and not _is_first_card(message):
                continue  # a booster: it names the lesson, and no card that follows
            holder = message
            if tap is None or not _has_drawing(message, lesson, drawings):
                holder = await _renew(respiro, chat, message, lesson, drawings)
            if tap is not None:
                acts.press(simulator.world, chat, chat.person, holder, _where(tap, lesson))


def _keys(message: chats.Message) -> Iterator[Tap]:
    for row in message.inline or []:
        for key in row:
            tap = decode(str(key.get("callback_data", "")))
            if tap is not None and tap.verb in _OF_LESSONS:
                yield tap


def _holds(message: chats.Message, lesson: Lesson) -> bool:
    return any(tap.args[0] == str(lesson.number) for tap in _keys(message))


def _last_tap(simulator: Simulator, message: chats.Message) -> Tap | None:
    """The tap that brought the message to what it shows; None when it was sent like this."""
    found = [
        decode(tap.data)
        for tap in simulator.world.taps.values()
        if tap.chat_id == message.chat_id and tap.message_id == message.message_id
    ]
    shown = [tap for tap in found if tap is not None and tap.verb in _OF_LESSONS]
    return shown[-1] if shown else None


def _where(tap: Tap, lesson: Lesson) -> str:
    """The payload that shows the same place; the nearest card before it where it is gone."""
    number, last = str(lesson.number), len(lesson.screens)
    if tap.verb in {Verb.VOTE, Verb.NOW}:
        return encode(tap.verb, *tap.args)
    step = min(int(tap.args[1]), last) if tap.verb in _SHOWING else 1
    here = lesson.screens[step - 1]
    if tap.verb is Verb.PRACTICE and isinstance(here, Practice) and arrive(here, tap.args[2]):
        return encode(tap.verb, *tap.args)
    return encode(Verb.CARD, number, str(step))


def _is_first_card(message: chats.Message) -> bool:
    return any(tap.verb is Verb.CARD and tap.args[1] == "2" for tap in _keys(message))


def _has_drawing(message: chats.Message, lesson: Lesson, drawings: Path) -> bool:
    """Whether the message carries the lesson's drawing as it is now, or none as it has none."""
    path = None if lesson.picture is None else drawings / lesson.picture
    wanted = None if path is None or not path.is_file() else path.read_bytes()
    return wanted == (None if message.file is None else message.file.data)


async def _renew(
    respiro: Respiro, chat: chats.Chat, message: chats.Message, lesson: Lesson, drawings: Path
) -> chats.Message:
    """Its first card: in place if no drawing changed, which cannot be changed in a message."""
    desk = respiro.desk
    say = desk.words_for(desk.enrolment.find(chat.id))
    is_prompt = any(tap.verb is Verb.LATER for tap in _keys(message))
    shown = card(say, lesson, 1, is_prompt=is_prompt)
    if _has_drawing(message, lesson, drawings):
        has_file = message.file is not None
        await desk.sender.edit(chat.id, message.message_id, shown, media=has_file)
        return message
    await desk.sender.delete(chat.id, message.message_id)
    await desk.sender.send(chat.id, shown)
    return next(reversed(chat.messages.values()))
