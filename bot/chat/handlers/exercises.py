"""🧭: guided exercises, walked through in one message. Nothing of them is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import exercise as words
from bot.domain.callbacks import Tap
from bot.domain.exercises import Exercise, arrive, begin, changes


@dataclass(frozen=True, slots=True)
class ExerciseHandlers:
    """Open to everybody, enrolled or not; there is no store that could learn of it."""

    desk: Desk
    exercises: Mapping[str, Exercise]

    async def choose(self, visit: Visit) -> None:
        """/ejercicios."""
        await self.desk.send(visit, words.menu(visit.say, self.exercises.values()))

    async def menu(self, visit: Visit, _tap: Tap) -> None:
        """The menu from a key: in place of a text, below a picture."""
        await self.desk.acknowledge(visit)
        card = words.menu(visit.say, self.exercises.values())
        await (self.desk.send if visit.is_media else self.desk.show)(visit, card)

    async def begin(self, visit: Visit, tap: Tap) -> None:
        """An exercise from the menu or from a lesson, which stays where it is."""
        exercise = self.exercises.get(tap.args[0])
        if exercise is None:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.send(visit, words.step(visit.say, begin(exercise)))

    async def step(self, visit: Visit, tap: Tap) -> None:
        """Siguiente ▸, ◂ Atrás or an answer, which is in the payload and nowhere else."""
        key, number, trail = tap.args
        exercise = self.exercises.get(key)
        place = None if exercise is None else arrive(exercise, int(number), trail)
        if place is None:
            await self._refuse(visit)
            return
        popup = words.moved(visit.say, changes(place)) if place.is_last else ""
        await self.desk.acknowledge(visit, popup, alert=bool(popup))
        await self.desk.show(visit, words.step(visit.say, place))

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
