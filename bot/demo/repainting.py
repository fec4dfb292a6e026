"""The lessons that stand in the chats already, once more as they have been saved since."""

from __future__ import annotations

from collections.abc import Iterator

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


async def repaint(simulator: Simulator, respiro: Respiro, lesson: Lesson) -> None:
    """Show the lesson anew in every message that holds it, each where its reader is."""
    for chat in list(simulator.world.chats.values()):
        for message in list(chat.messages.values()):
            if chat.person is None or not _holds(message, lesson):
                continue
            tap = _last_tap(simulator, message)
            if tap is None:
                await _renew(respiro, chat.id, message, lesson)
            else:
                data = _where(tap, lesson)
                acts.press(simulator.world, chat, chat.person, message, data)


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


async def _renew(respiro: Respiro, chat_id: int, message: chats.Message, lesson: Lesson) -> None:
    """A first card that nobody has tapped yet; a booster stays, it names no card that follows."""
    verbs = {tap.verb: tap.args for tap in _keys(message)}
    if verbs.get(Verb.CARD, ())[1:] != ("2",):
        return
    desk = respiro.desk
    say = desk.words_for(desk.enrolment.find(chat_id))
    shown = card(say, lesson, 1, is_prompt=Verb.LATER in verbs)
    if message.file is None and shown.drawing is None:
        await desk.sender.edit(chat_id, message.message_id, shown, media=False)
    else:
        await desk.sender.delete(chat_id, message.message_id)
        await desk.sender.send(chat_id, shown)
