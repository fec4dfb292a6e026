"""Screening in English, the other language that the programme offers, and what has no words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.screening import load_screener
from bot.domain.screening import Risk

SHIPPED = load_screener(Path(__file__).parents[2] / "lessons" / "screening")

FOUND: dict[Risk, tuple[str, ...]] = {
    Risk.CRISIS: (
        "I want to die",
        "kill myself",
        "I want to kill myself",
        "I'm going to kill myself",
        "i wanna die",
        "I don't want to live anymore",
        "I dont want to live",
        "I want to end it all",
        "end my life",
        "I want to end my life",
        "suicide",
        "I'm suicidal",
        "I am thinking about suicide",
        "I have suicidal thoughts",
        "I want to hurt myself",
        "I cut myself",
        "I have been cutting myself",
        "self harm",
        "I wish I was dead",
        "I wish I were dead",
        "better off dead",
        "everyone would be better off without me",
        "I'm better off dead",
        "no reason to live",
        "nothing to live for",
        "I don't want to be here anymore",
        "I want to disappear",
        "I want to sleep and never wake up",
        "I took all my pills",
        "overdose",
        "shoot myself",
        "hang myself",
        "jump off a bridge",
        "goodbye everyone",
        "this is my last message",
        "I'm tired of living",
        "life is not worth living",
        "unalive",
        "kms",
        "I just want to be dead",
        "I wish I wasnt here",
        "nobody would care if I was gone",
        "I'm thinking of jumping from the bridge",
        "I'm going to shoot myself tonight",
        "I want everything to end",
        "my life is over",
        "I don't deserve to live",
        "I've been having thoughts of killing myself",
        "Sometimes I think about ending my life",
        "I want it to be over",
        "I feel like dying",
        "I'd rather die",
        "I wanna kms",
        "i want 2 die",
        "want to die",
        "I tried to kill myself last night",
        "I have no will to live",
        "I am going to end my life tonight",
        "I cut my wrists",
        "I have a rope ready",
        "life has no meaning",
    ),
    Risk.VIOLENCE: (
        "my husband beats me",
        "he hits me",
        "my boss threatens me",
        "he raped me",
        "he touched me",
        "they threatened to kill me",
        "my husband hit me last night",
        "someone is threatening my family",
        "I am being harassed at work",
        "my supervisor touches me",
        "they are going to kill me",
        "I'm scared of my husband",
        "I was raped",
    ),
    Risk.HARM: (
        "I'm going to kill him",
        "I want to kill my boss",
        "I want to shoot everyone at the office",
    ),
    Risk.THIRD: (
        "my friend wants to die",
        "my brother wants to kill himself",
        "my colleague says he wants to die",
        "my friend is suicidal",
        "my daughter cuts herself",
        "she said she doesn't want to live",
    ),
    Risk.MEDICAL: (
        "chest pain",
        "I can't breathe",
        "he can't breathe",
        "my chest hurts",
    ),
    Risk.AMBER: (
        "I can't go on",
        "I have a gun",
        "help me",
        "kill me",
        "I don't see the point anymore",
        "i cant do this anymore",
        "I have my gun here",
        "I can't take it anymore",
    ),
    Risk.GRIEF: (
        "my mother died",
        "my father passed away",
        "my wife died last week",
        "I lost my son",
    ),
}
HARMLESS = (
    "hello",
    "good morning",
    "thank you",
    "thanks, I liked the lesson",
    "this traffic is killing me",
    "I'm dying of hunger",
    "I am dying to see the match",
    "the battery will die",
    "my phone died",
    "my computer crashed",
    "kill time",
    "we need to kill this process",
    "I cut myself shaving",
    "deadline is killing me",
    "how do I change the language",
    "where is my schedule",
    "I work at Desaguadero",
    "I want to change my hour",
    "I want to pause",
    "I don't want lessons on weekends",
    "I don't want to live in Desaguadero",
    "goodbye everyone, see you monday",
    "goodbye and thanks everyone",
    "I'm tired",
    "I'm tired of this form",
    "the boss is hard",
    "the breathing exercise is great",
    "I will take my pills after lunch",
    "I took my pills for blood pressure",
    "my son has an exam",
    "I have to hit the gym",
    "my wife cooks well",
    "he hit the brakes",
    "the driver followed me to the office",
    "can you help me with the form",
    "help",
    "what does this button do",
    "I could die for a coffee",
    "stop",
    "yes",
    "no",
    "who reads this",
    "the truck hit the barrier",
    "I can't log in",
    "he touched my phone",
    "the manager touched on this topic",
    "my boss wants to talk",
    "I took all my vacation days",
    "seized pistol and pills at the checkpoint",
    "the soldier pulled a truck over",
    "we lost the match",
    "I lost my keys",
    "my dog is cute",
    "I hope he dies laughing",
)


@pytest.mark.parametrize(
    ("risk", "text"), [(risk, text) for risk, texts in FOUND.items() for text in texts]
)
def test_what_is_said_in_english_is_heard(risk: Risk, text: str) -> None:
    assert SHIPPED.screen(text).risk is risk


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_english_raises_no_alarm(text: str) -> None:
    assert SHIPPED.screen(text).risk is Risk.NONE


@pytest.mark.parametrize("text", ["🔫", "🔪🔪", "⚰️", "🪦💊", "🪢"])
def test_a_weapon_or_a_grave_without_a_word_is_asked_about(text: str) -> None:
    assert SHIPPED.screen(text).risk is Risk.AMBER


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
def test_signs_that_nobody_sees_hide_no_word(sign: str) -> None:
    assert SHIPPED.screen(sign.join("quiero morir")).risk is Risk.CRISIS
