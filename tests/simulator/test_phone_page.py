"""The phone page in a real browser, with a bot that does what each test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData
from browser import find_chromium, open_browser
from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from simulator.clock import Clock
from simulator.officer import Officer
from simulator.phone import Shortcut, add_routes
from simulator.server import Simulator

# One browser serves the whole module, so its tests stay in one worker and one event loop.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("browser")]

MONDAY = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)  # 08:05 in La Paz
ANIMATION = Path(__file__).parents[2] / "assets" / "breathing" / "coherente.es.mp4"
DRAWING = Path(__file__).parents[2] / "assets" / "drawings" / "plan.png"
SIZES = {390: 844, 1280: 800}
STRESS_ROWS = [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
both_widths = pytest.mark.parametrize("width", SIZES)

module_fixture = partial(pytest_asyncio.fixture, loop_scope="module")


@dataclass
class Bot:
    """A bot without a mind: it says what the test tells it to, through the Bot API."""

    simulator: Simulator
    session: ClientSession
    offset: int = 0

    async def call(self, method: str, **params: Any) -> Any:
        """Make one call and return its result; files go as they are."""
        form = FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename="animation.mp4", content_type="video/mp4")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        url = f"{self.simulator.base_url}/bot{self.simulator.token}/{method}"
        async with self.session.post(url, data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, officer: Officer, text: str, **params: Any) -> int:
        """Send a message in HTML and return its number."""
        sent = await self.call(
            "sendMessage", chat_id=officer.id, text=text, parse_mode="HTML", **params
        )
        return int(sent["message_id"])

    async def next_tap(self) -> str:
        """Wait for a button to be pressed and return the id of the callback query."""
        updates = await self.call(
            "getUpdates", timeout=5, offset=self.offset, allowed_updates=["callback_query"]
        )
        self.offset = updates[0]["update_id"] + 1
        return str(updates[0]["callback_query"]["id"])


@module_fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, started once; without it the tests that look at the page are skipped."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium here: install the package chromium, or set RESPIRO_CHROMIUM")
    async with open_browser(executable) as chromium:
        yield chromium


@module_fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A Telegram with a phone page, on a Monday at 08:05 in La Paz."""
    tomorrow = Shortcut("Mañana 08:00", lambda now: now + timedelta(days=1, minutes=-5))
    pages = partial(add_routes, shortcuts=[tomorrow], tabs=[("Informe", "/informe")])
    async with Simulator(Clock(MONDAY), pages=pages) as served:
        yield served


@module_fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    """The bot of that Telegram."""
    async with ClientSession() as session:
        yield Bot(simulator, session)


@pytest.fixture
def ana(simulator: Simulator) -> Officer:
    """An officer who has written before."""
    return simulator.officer("Ana Quispe", started=True)


@module_fixture
async def phone_page(browser: Browser, simulator: Simulator) -> AsyncIterator["PhonePage"]:
    """Opens the page; at the end, no script may have failed and no one else been asked."""
    opened = PhonePage(browser, simulator)
    yield opened
    await opened.close()
    assert opened.errors == []
    assert all(url.startswith((simulator.base_url, "data:")) for url in opened.asked)


class PhonePage:
    """A browser window that shows the page."""

    def __init__(self, browser: Browser, simulator: Simulator) -> None:
        self.browser = browser
        self.simulator = simulator
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.contexts: list[BrowserContext] = []

    async def open(self, width: int = 390, **options: Any) -> Page:
        """Open the page at this width and wait until it has its phones."""
        viewport = ViewportSize(width=width, height=SIZES[width])
        context = await self.browser.new_context(viewport=viewport, locale="es-BO", **options)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        await page.goto(f"{self.simulator.base_url}/")
        await expect(page.locator(".phone:visible .bot-name").first).to_have_text("Respiro")
        return page

    async def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            await context.close()


def keys(*rows: list[str]) -> dict[str, Any]:
    """An inline keyboard; a payload is the first letters of its label."""
    return {
        "inline_keyboard": [[{"text": k, "callback_data": k[:32]} for k in row] for row in rows]
    }


def message(page: Page, number: int) -> Locator:
    """The message with this number."""
    return page.locator(f"[data-message-id='{number}']")


async def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


@both_widths
async def test_an_empty_chat_tells_what_the_bot_does_and_its_button_sends_start(
    simulator: Simulator, bot: Bot, phone_page: PhonePage, width: int
) -> None:
    ana = simulator.officer("Ana")
    await bot.call("setMyDescription", description="Lecciones cortas para su jornada.")
    page = await phone_page.open(width)
    await expect(page.get_by_text("Lecciones cortas para su jornada.")).to_be_visible()
    await expect(page.get_by_label("Mensaje", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="INICIAR").click()
    await expect(page.locator("[data-from=officer] .words")).to_have_text("/start")
    assert ana.last.text == "/start"


async def test_the_page_says_that_nothing_leaves_this_machine(
    ana: Officer, phone_page: PhonePage
) -> None:
    page = await phone_page.open(390)
    await expect(page.get_by_text("simulador: nada sale de este equipo")).to_be_visible()
    await expect(page.get_by_role("link", name="Informe")).to_have_attribute("href", "/informe")


@both_widths
async def test_bubbles_stand_left_and_right_with_the_time_of_the_home_zone(
    ana: Officer, bot: Bot, phone_page: PhonePage, width: int
) -> None:
    page = await phone_page.open(width)
    number = await bot.say(ana, "<b>Buen día</b>, <i>Ana</i>")
    await ana.send("Gracias", wait=False)
    theirs, own = message(page, number), page.locator("[data-from=officer]")
    await expect(theirs.locator("b")).to_have_text("Buen día")
    await expect(theirs.locator("i")).to_have_text("Ana")
    await expect(theirs.locator("time")).to_have_text("08:05")
    await expect(own).to_contain_text("Gracias")
    left, right = await theirs.bounding_box(), await own.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"]


async def test_each_day_begins_with_its_date(
    simulator: Simulator, ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "uno")
    await bot.say(ana, "dos")
    simulator.clock.advance(timedelta(days=1))
    page = await phone_page.open()
    await bot.say(ana, "tres")
    await expect(page.locator(".day")).to_have_text(
        ["lunes 23 de noviembre", "martes 24 de noviembre"]
    )


async def test_an_edited_message_changes_in_its_place(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    first = await bot.say(ana, "¿Cuánto?", reply_markup=keys(["0", "1"]))
    await bot.say(ana, "después")
    page = await phone_page.open()
    await bot.call("editMessageText", chat_id=ana.id, message_id=first, text="registrado")
    await expect(message(page, first).locator(".words")).to_have_text("registrado")
    await expect(message(page, first).locator(".edited")).to_be_visible()
    await expect(message(page, first).get_by_role("button")).to_have_count(0)
    await expect(page.locator(".message .words")).to_have_text(["registrado", "después"])


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_a_deleted_message_goes_away(
    ana: Officer, bot: Bot, phone_page: PhonePage, motion: str
) -> None:
    number = await bot.say(ana, "borrar esto")
    page = await phone_page.open(reduced_motion=motion)
    await expect(message(page, number)).to_be_visible()
    await bot.call("deleteMessage", chat_id=ana.id, message_id=number)
    await expect(message(page, number)).to_have_count(0)


@both_widths
async def test_eleven_buttons_in_two_rows_fit_a_thumb(
    ana: Officer, bot: Bot, phone_page: PhonePage, width: int
) -> None:
    await bot.say(ana, "¿Cuánto estrés?", reply_markup=keys(*STRESS_ROWS))
    page = await phone_page.open(width)
    buttons = page.locator(".inline button")
    await expect(buttons).to_have_count(11)
    boxes = [await button.bounding_box() for button in await buttons.all()]
    assert all(box and box["height"] >= 44 and box["width"] >= 40 for box in boxes)
    assert await overflow(page) == 0


async def test_a_long_label_wraps_within_its_button(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    long = "Elegir un momento fijo del día para practicar con calma lo aprendido esta semana"
    await bot.say(ana, "palabra" * 40, reply_markup=keys([long, "No"], ["x" * 60]))
    page = await phone_page.open(390)
    await expect(page.get_by_role("button", name=long)).to_be_visible()
    spill = (
        "[...document.querySelectorAll('.bubble, .key')].some(e => e.scrollWidth > e.clientWidth)"
    )
    assert not await page.evaluate(spill)
    assert await overflow(page) == 0


async def test_a_pressed_button_spins_until_the_bot_answers(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "¿Cuánto?", reply_markup=keys(["6", "7"]))
    page = await phone_page.open()
    seven = page.get_by_role("button", name="7")
    await seven.click()
    tap = await bot.next_tap()
    await expect(seven).to_have_attribute("aria-busy", "true")
    await bot.call("answerCallbackQuery", callback_query_id=tap)
    await expect(seven).not_to_have_attribute("aria-busy", "true")


async def test_a_notice_of_the_bot_passes_and_an_alert_waits_for_the_reader(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "¿Cuánto?", reply_markup=keys(["7"]))
    page = await phone_page.open()
    await page.get_by_role("button", name="7").click()
    await bot.call("answerCallbackQuery", callback_query_id=await bot.next_tap(), text="Registrado")
    await expect(page.locator(".toast")).to_have_text("Registrado")
    await page.get_by_role("button", name="7").click()
    await bot.call(
        "answerCallbackQuery",
        callback_query_id=await bot.next_tap(),
        text="Hay ayuda",
        show_alert=True,
    )
    alert = page.get_by_role("dialog", name="Aviso del bot")
    await expect(alert).to_contain_text("Hay ayuda")
    await alert.get_by_role("button", name="Aceptar").click()
    await expect(alert).to_be_hidden()


async def test_a_button_that_is_gone_says_so(ana: Officer, bot: Bot, phone_page: PhonePage) -> None:
    await bot.say(ana, "¿Cuánto?", reply_markup=keys(["7"]))
    page = await phone_page.open()
    seven = page.get_by_role("button", name="7")
    await expect(seven).to_be_visible()
    ana.last.markup = keys(["8"])  # the page has not heard of it yet
    await seven.click()
    await expect(page.locator(".toast")).to_contain_text("ya no está")
    await expect(seven).not_to_have_attribute("aria-busy", "true")


async def test_the_animation_runs_without_sound_and_again_and_again(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    page = await phone_page.open()
    await bot.call(
        "sendAnimation", chat_id=ana.id, animation=ANIMATION.read_bytes(), caption="Respire"
    )
    video = page.locator("video")
    await expect(video).to_have_js_property("muted", True)
    await expect(video).to_have_js_property("loop", True)
    await expect(video).not_to_have_js_property("currentTime", 0)
    await expect(page.locator(".message .words")).to_have_text("Respire")


async def test_an_edited_caption_does_not_start_the_animation_anew(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    sent = await bot.call("sendAnimation", chat_id=ana.id, animation=ANIMATION.read_bytes())
    page = await phone_page.open()
    video = await page.locator("video").element_handle()
    await bot.call(
        "editMessageCaption", chat_id=ana.id, message_id=sent["message_id"], caption="Bien"
    )
    await expect(page.locator(".message .words")).to_have_text("Bien")
    assert await page.evaluate("v => v.isConnected", video)


async def test_a_photo_is_read_to_those_who_do_not_see_it_also_when_its_caption_goes_on(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    page = await phone_page.open()
    sent = await bot.call(
        "sendPhoto", chat_id=ana.id, photo=DRAWING.read_bytes(), parse_mode="HTML",
        caption="Su plan\n\n<i>Dibujo: un poste con dos letreros.</i>",
    )  # fmt: skip
    photo = message(page, sent["message_id"]).get_by_role("img")
    await expect(photo).to_have_attribute("alt", "un poste con dos letreros.")
    await expect(photo).to_have_js_property("naturalWidth", 800)
    box = await photo.bounding_box()
    assert box is not None
    assert 250 < box["width"] < 390
    await bot.call(
        "editMessageCaption", chat_id=ana.id, message_id=sent["message_id"], caption="Otra"
    )
    await expect(message(page, sent["message_id"])).to_contain_text("Otra")
    await expect(photo).to_have_attribute("alt", "un poste con dos letreros.")
    assert await overflow(page) == 0


async def test_who_wants_no_motion_starts_the_animation(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.call("sendAnimation", chat_id=ana.id, animation=ANIMATION.read_bytes())
    page = await phone_page.open(reduced_motion="reduce")
    await expect(page.locator("video")).to_have_js_property("paused", True)
    await expect(page.locator("video")).to_have_js_property("controls", True)


@both_widths
async def test_a_key_of_the_reply_keyboard_sends_its_words(
    ana: Officer, bot: Bot, phone_page: PhonePage, width: int
) -> None:
    page = await phone_page.open(width)
    rows = [[{"text": "Respirar"}, {"text": "Ayuda"}], [{"text": "Horario"}, {"text": "Datos"}]]
    await bot.say(ana, "Menú", reply_markup={"keyboard": rows, "resize_keyboard": True})
    keyboard = page.locator(".reply-keyboard")
    await expect(keyboard.get_by_role("button")).to_have_count(4)
    await keyboard.get_by_role("button", name="Ayuda").click()
    await expect(page.locator("[data-from=officer] .words")).to_have_text("Ayuda")
    await page.get_by_role("button", name="Teclado de respuestas").click()
    await expect(keyboard).to_be_hidden()
    await page.get_by_role("button", name="Teclado de respuestas").click()
    await expect(keyboard).to_be_visible()
    await bot.say(ana, "Listo", reply_markup={"remove_keyboard": True})
    await expect(keyboard).to_be_hidden()


async def test_a_key_that_asks_for_the_telephone_shares_it(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    page = await phone_page.open()
    keys = [[{"text": "Mi teléfono", "request_contact": True}]]
    await bot.say(ana, "¿Su teléfono?", reply_markup={"keyboard": keys})
    await page.locator(".reply-keyboard").get_by_role("button", name="Mi teléfono").click()
    shared = page.locator("[data-from=officer] .attached[data-kind=contact]")
    await expect(shared).to_be_visible()
    assert ana.last.extra["contact"]["user_id"] == ana.id


async def test_the_commands_are_listed_and_filtered_by_what_is_typed(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "hola")
    page = await phone_page.open()
    about = {"respirar": "Ejercicio", "ayuda": "Contactos", "horario": "Día y hora"}
    commands = [{"command": name, "description": text} for name, text in about.items()]
    await bot.call("setMyCommands", commands=commands)
    await page.get_by_role("button", name="Comandos").click()
    listed = page.locator(".commands button")
    await expect(listed).to_have_text(
        ["/respirarEjercicio", "/ayudaContactos", "/horarioDía y hora"]
    )
    await page.get_by_label("Mensaje", exact=True).fill("/a")
    await expect(listed).to_have_text(["/ayudaContactos"])
    await listed.click()
    await expect(page.locator("[data-from=officer] .words")).to_have_text("/ayuda")


@both_widths
async def test_enter_sends_what_was_typed_and_a_new_line_needs_shift(
    ana: Officer, bot: Bot, phone_page: PhonePage, width: int
) -> None:
    await bot.say(ana, "hola")
    page = await phone_page.open(width)
    field = page.get_by_label("Mensaje", exact=True)
    await field.type("uno")
    await field.press("Shift+Enter")
    await field.type("dos & <b>tres</b>")
    await field.press("Enter")
    own = page.locator("[data-from=officer] .words")
    await expect(own).to_have_text("uno\ndos & <b>tres</b>")
    await expect(own.locator("b")).to_have_count(0)
    await expect(field).to_have_value("")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Mensaje de voz", "voice"),
        ("Foto", "photo"),
        ("Sticker", "sticker"),
        ("Ubicación", "location"),
    ],
)
async def test_the_attach_menu_sends(
    ana: Officer, bot: Bot, phone_page: PhonePage, label: str, kind: str
) -> None:
    await bot.say(ana, "hola")
    page = await phone_page.open()
    await page.get_by_role("button", name="Adjuntar").click()
    await page.locator(".attachments").get_by_role("button", name=label).click()
    await expect(page.locator(f"[data-from=officer] .attached[data-kind={kind}]")).to_be_visible()


async def test_a_blocked_bot_can_be_let_in_again(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "hola")
    page = await phone_page.open()
    await page.get_by_role("button", name="Opciones del chat").click()
    await page.get_by_role("button", name="Bloquear el bot").click()
    await expect(page.get_by_label("Mensaje", exact=True)).to_be_hidden()
    assert ana.chat.blocked
    await page.get_by_role("button", name="DESBLOQUEAR").click()
    await expect(page.get_by_label("Mensaje", exact=True)).to_be_visible()
    assert not ana.chat.blocked


@both_widths
async def test_an_invitation_opens_the_chat_with_its_code(
    simulator: Simulator, phone_page: PhonePage, width: int
) -> None:
    simulator.officer("Ana")
    page = await phone_page.open(width)
    await page.get_by_role("button", name="Opciones del chat").click()
    await page.get_by_label("Código del enlace").fill("u-tambo_quemado")
    await page.get_by_role("button", name="Abrir").click()
    await expect(page.locator("[data-from=officer] .words")).to_have_text("/start u-tambo_quemado")


async def test_a_link_to_the_bot_itself_opens_this_chat(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "Únase: https://t.me/respiro_bot?start=u-arica")
    page = await phone_page.open()
    await page.get_by_role("link").filter(has_text="t.me").click()
    await expect(page.locator("[data-from=officer] .words")).to_have_text("/start u-arica")


async def test_numbers_links_and_commands_in_a_text_can_be_tapped(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(
        ana, "Llame al 800-14-0348 o (2) 212-8008, hoy 2026-11-23. Vea https://a.bo/x. /ayuda"
    )
    page = await phone_page.open()
    links = page.locator(".words a")
    await expect(links).to_have_text(["800-14-0348", "(2) 212-8008", "https://a.bo/x"])
    await expect(links.nth(0)).to_have_attribute("href", "tel:800140348")
    await expect(links.nth(2)).to_have_attribute("rel", "noopener noreferrer")
    await page.locator(".words").get_by_role("button", name="/ayuda").click()
    await expect(page.locator("[data-from=officer] .words")).to_have_text("/ayuda")


async def test_a_spoiler_is_read_only_after_a_tap(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "Respuesta: <tg-spoiler>exhale</tg-spoiler>")
    page = await phone_page.open()
    hidden = page.locator(".spoiler")
    await expect(hidden).to_have_css("color", "rgba(0, 0, 0, 0)")
    await hidden.press("Enter")
    await expect(hidden).not_to_have_css("color", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<b onclick='x()'>a</b>", "<b>a</b>"),
        ("<img src=x onerror='x()'>a", "a"),
        ("a<script>x()</script><i>b</i>", "ax()<i>b</i>"),
        ("<a href='javascript:x()'>c</a>", "c"),
        ("<iframe srcdoc='<b>d</b>'></iframe>e", "e"),
    ],
)
async def test_nothing_but_the_allowed_elements_gets_into_the_page(
    ana: Officer, phone_page: PhonePage, html: str, kept: str
) -> None:
    page = await phone_page.open()
    render = """async html => {
        const { renderText } = await import("/phone/richtext.js");
        const box = document.createElement("div");
        box.append(renderText(html, () => {}));
        return box.innerHTML;
    }"""
    assert await page.evaluate(render, html) == kept


async def test_on_a_desk_three_officers_stand_side_by_side(
    simulator: Simulator, phone_page: PhonePage
) -> None:
    for name in ("Ana", "Beto", "Carla", "Dora"):
        simulator.officer(name, started=True)
    page = await phone_page.open(1280)
    await expect(page.locator(".phone:visible .owner")).to_have_text(["Ana", "Beto", "Carla"])
    await page.locator(".tab", has_text="Dora").click()
    await expect(page.locator(".phone:visible .owner")).to_have_text(["Ana", "Beto", "Dora"])
    assert await overflow(page) == 0


async def test_on_a_telephone_one_officer_fills_the_screen_and_tabs_count_what_is_new(
    simulator: Simulator, ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    beto = simulator.officer("Beto", started=True)
    page = await phone_page.open(390)
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await bot.say(beto, "uno")
    await bot.say(beto, "dos")
    badge = page.locator(".tab", has_text="Beto").locator(".badge")
    await expect(badge).to_have_text("2")
    await page.locator(".tab", has_text="Beto").click()
    await expect(page.locator(".phone:visible .words")).to_have_text(["uno", "dos"])
    await expect(badge).to_be_hidden()


@both_widths
async def test_another_officer_is_added(
    simulator: Simulator, ana: Officer, phone_page: PhonePage, width: int
) -> None:
    page = await phone_page.open(width)
    await page.get_by_role("button", name="+ oficial").click()
    await page.get_by_label("Nombre").fill("Zenón Choque")
    await page.get_by_label("Idioma").select_option("en")
    await page.get_by_role("button", name="Agregar", exact=True).click()
    added = page.get_by_role("region", name="Teléfono de Zenón Choque")
    await expect(added.get_by_role("button", name="INICIAR")).to_be_visible()
    assert [officer.person.language_code for officer in simulator.officers.values()] == ["es", "en"]


@both_widths
async def test_the_clock_is_moved_by_an_hour_and_by_a_shortcut(
    simulator: Simulator, ana: Officer, phone_page: PhonePage, width: int
) -> None:
    page = await phone_page.open(width)
    clock = page.locator("#clock")
    if width == 390:
        await expect(clock).to_be_hidden()
        await page.get_by_role("button", name="Reloj").click()
    await clock.get_by_role("button", name="+1 h").click()
    await expect(page.locator("#clock-hour")).to_have_text("09:05")
    await clock.get_by_role("button", name="Mañana 08:00").click()
    await expect(page.locator("#clock-hour")).to_have_text("09:00")
    await expect(page.locator("#clock-day")).to_have_text("martes 24 de noviembre")
    assert abs(simulator.clock.now() - MONDAY - timedelta(hours=24, minutes=55)) < timedelta(
        minutes=1
    )


async def test_the_clock_on_the_page_follows_when_others_move_it(
    simulator: Simulator, ana: Officer, phone_page: PhonePage
) -> None:
    page = await phone_page.open(1280)
    simulator.clock.advance(timedelta(hours=5))
    await expect(page.locator("#clock-hour")).to_have_text("13:05")


async def test_the_newest_message_comes_into_view_unless_the_reader_went_back(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    for number in range(30):
        await bot.say(ana, f"mensaje {number}")
    page = await phone_page.open()
    await expect(page.get_by_text("mensaje 29")).to_be_in_viewport()
    await page.get_by_text("mensaje 0", exact=True).scroll_into_view_if_needed()
    down = page.get_by_role("button", name="Ir al último mensaje")
    await expect(down).to_be_visible()
    await bot.say(ana, "algo nuevo")
    await expect(down).to_have_attribute("data-unread", "1")
    await expect(page.get_by_text("mensaje 0", exact=True)).to_be_in_viewport()
    await down.click()
    await expect(page.get_by_text("algo nuevo")).to_be_in_viewport()
    await expect(down).to_be_hidden()


async def test_a_message_taller_than_the_screen_is_read_from_its_beginning(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    page = await phone_page.open()
    text = "\n".join(f"línea {number}" for number in range(60))
    number = await bot.say(ana, f"<b>Título</b>\n{text}", reply_markup=keys(["Sigo"]))
    await expect(message(page, number).locator("b")).to_be_in_viewport()
    await page.get_by_role("button", name="Ir al último mensaje").click()
    await expect(page.get_by_role("button", name="Sigo")).to_be_in_viewport()


async def test_the_page_finds_the_simulator_again_after_an_interruption(
    simulator: Simulator, ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "antes")
    page = await phone_page.open()
    port = int(simulator.base_url.rpartition(":")[2])
    await simulator.stop()
    await expect(page.get_by_text("Sin conexión con el simulador")).to_be_visible()
    await simulator.start(port=port)
    await bot.say(ana, "después")
    await expect(page.locator(".message .words")).to_have_text(["antes", "después"])
    await expect(page.get_by_text("Sin conexión con el simulador")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_contrasts_enough_with_what_is_behind_it(
    ana: Officer, bot: Bot, phone_page: PhonePage, scheme: str
) -> None:
    await bot.say(ana, "Lea <a href='https://a.bo'>esto</a>", reply_markup=keys(["Sí"]))
    await ana.send("Gracias", wait=False)
    page = await phone_page.open(1280, color_scheme=scheme)
    await expect(page.locator(".message")).to_have_count(2)
    assert await page.evaluate(FAINT_TEXTS) == []


# WCAG 2.2 §1.4.3: at least 4.5 to 1, measured on a canvas so that any notation of colour is read.
FAINT_TEXTS = """() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = colour => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data].map(part => part / 255);
    };
    const over = (top, below) => below.map((part, i) => top[i] * top[3] + part * (1 - top[3]));
    const behind = node => {
        if (!node) return [1, 1, 1];
        return over(rgba(getComputedStyle(node).backgroundColor), behind(node.parentElement));
    };
    const light = rgb => rgb
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const faint = [];
    for (const node of document.querySelectorAll("body *")) {
        const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
        if (!own || !node.checkVisibility() || node.disabled) continue;
        const ground = behind(node);
        const text = over(rgba(getComputedStyle(node).color), ground);
        const [a, b] = [light(text), light(ground)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) faint.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
    }
    return faint;
}"""


async def test_everything_that_is_pressed_can_be_reached_and_has_a_name(
    ana: Officer, bot: Bot, phone_page: PhonePage
) -> None:
    await bot.say(ana, "hola", reply_markup=keys(["Sí"]))
    page = await phone_page.open(1280)
    nameless = """[...document.querySelectorAll("button, a, input, textarea, select")]
        .filter(node => !node.textContent.trim() && !node.getAttribute("aria-label")
            && !node.labels?.length).length"""
    assert await page.evaluate(nameless) == 0
    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize(
    ("wanted", "status", "expected"),
    [
        (None, 200, b"0123456789"),
        ("bytes=0-", 200, b"0123456789"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=-3", 206, b"789"),
        ("bytes=10-", 416, None),
        ("bytes=x", 416, None),
    ],
)
async def test_a_part_of_a_file_can_be_asked_for(
    simulator: Simulator, bot: Bot, wanted: str | None, status: int, expected: bytes | None
) -> None:
    file = simulator.world.add_file("animation", "a.mp4", "video/mp4", b"0123456789")
    headers = {"Range": wanted} if wanted else {}
    url = f"{simulator.base_url}/phone/files/{file.file_id}"
    async with bot.session.get(url, headers=headers) as response:
        assert response.status == status
        if expected is not None:
            assert await response.read() == expected


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("officers/1/messages", {"text": "hola"}, 404),
        ("officers/{ana}/messages", {"text": "  "}, 400),
        ("officers/{ana}/messages", ["hola"], 400),
        ("officers/{ana}/taps", {"message_id": 1, "data": "7"}, 410),
        ("officers/{ana}/taps", {"message_id": [], "data": None}, 410),
        ("officers/{ana}/attachments", {"kind": "bomb"}, 400),
        ("officers/{ana}/start", {"payload": "a b"}, 400),
        ("officers", {"name": " "}, 400),
        ("clock", {"shortcut": 1}, 400),
        ("clock", {"shortcut": -1}, 400),
    ],
)
async def test_what_a_phone_cannot_do_is_refused_in_a_sentence(
    simulator: Simulator, bot: Bot, ana: Officer, path: str, body: object, status: int
) -> None:
    url = f"{simulator.base_url}/phone/{path.format(ana=ana.id)}"
    async with bot.session.post(url, json=body) as response:
        assert response.status == status
        assert (await response.json())["error"].endswith(".")


async def test_one_officers_stream_begins_with_the_screen_and_tells_of_nobody_else(
    simulator: Simulator, bot: Bot, ana: Officer
) -> None:
    beto = simulator.officer("Beto", started=True)
    await bot.say(ana, "antes")
    url = f"{simulator.base_url}/phone/officers/{ana.id}/stream"
    async with bot.session.get(url) as response, asyncio.timeout(5):
        await bot.say(beto, "para Beto")
        await bot.say(ana, "para Ana")
        told: list[dict[str, Any]] = []
        async for line in response.content:
            if line.startswith(b"data: "):
                told.append(json.loads(line.removeprefix(b"data: ")))
            if told and told[-1].get("text") == "para Ana":
                break
    screen = next(data for data in told if "messages" in data)
    assert [seen["text"] for seen in screen["messages"]] == ["antes"]
    assert {data["chat_id"] for data in told if "chat_id" in data} == {ana.id}
