// One phone: the chat of one officer with the bot.
import { send } from "./api.js";
import { Composer } from "./composer.js";
import { button, el, icon } from "./dom.js";
import { MessageView } from "./message.js";

const TOAST_MS = 4000;
const NEAR_THE_END = 80;
const MARGIN = 8;

export class Chat {
  constructor(officer, zone) {
    this.officer = officer;
    this.zone = zone;
    this.path = `/phone/officers/${officer.chat_id}`;
    this.views = new Map();
    this.blocked = false;
    this.unread = 0;
    this.sticks = true;
    this.composer = new Composer({
      say: (text) => this.act("messages", { text }),
      attach: (kind) => this.act("attachments", { kind }),
      start: () => this.act("messages", { text: "/start" }),
      unblock: () => this.act("unblock"),
    });
    this.build();
  }

  build() {
    this.name = el("strong", { class: "bot-name" });
    this.username = el("span", { class: "status" });
    this.list = el("ol", { class: "messages", role: "log", "aria-label": `Chat de ${this.officer.name}`, "aria-live": "polite" });
    this.intro = el("div", { class: "intro", hidden: true });
    this.scroller = el("div", { class: "scroller", tabindex: "0", "aria-label": "Mensajes", role: "region", onscroll: () => this.scrolled() },
      this.intro, this.list);
    this.down = button({ class: "down", "aria-label": "Ir al último mensaje", hidden: true, onclick: () => this.toEnd(true) }, icon("down"));
    this.toast = el("div", { class: "toast", role: "status", hidden: true });
    this.modal = el("dialog", { class: "alert", "aria-label": "Aviso del bot" });
    this.options = el("div", { class: "popup options", role: "group", "aria-label": "Opciones del chat", hidden: true });
    this.optionsButton = button({ class: "tool options-button", "aria-label": "Opciones del chat", "aria-expanded": "false", onclick: () => this.toggleOptions() }, icon("more"));
    const head = el("header", { class: "head" },
      el("span", { class: "avatar", "aria-hidden": "true" }),
      el("div", { class: "who" }, this.name, this.username), this.optionsButton, this.options);
    const screen = el("div", { class: "screen" }, head,
      el("div", { class: "middle" }, this.scroller, this.down, this.toast), this.composer.node, this.modal);
    this.node = el("section", { class: "phone", "data-chat-id": this.officer.chat_id, "aria-label": `Teléfono de ${this.officer.name}` },
      el("p", { class: "owner" }, this.officer.name), screen);
    screen.addEventListener("click", (event) => this.closeElsewhere(event));
    screen.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.closeOptions();
      this.modal.close();
    });
    new ResizeObserver(() => { if (this.sticks) this.toEnd(); }).observe(this.list);
    new ResizeObserver(() => { if (this.sticks) this.toEnd(); }).observe(this.scroller);
  }

  // What the officer does goes to the simulator; what comes of it arrives through the stream.
  async act(verb, body) {
    this.sticks = true;
    try {
      await send(`${this.path}/${verb}`, body);
    } catch (error) {
      this.showToast(error.message);
    }
  }

  apply(kind, data) {
    if (kind === "screen") this.showScreen(data);
    else if (kind === "message") this.upsert(data);
    else if (kind === "delete") this.drop(data.message_id);
    else if (kind === "keyboard") this.composer.setKeyboard(data.rows, data.contacts);
    else if (kind === "alert") this.showAlert(data);
    else if (kind === "bot") this.showBot(data);
  }

  // Also after a lost connection: views that are still there stay, so no animation starts anew.
  showScreen({ bot, messages, keyboard, contacts, blocked }) {
    const kept = new Set(messages.map(({ message_id }) => message_id));
    for (const [id, view] of this.views) {
      if (!kept.has(id)) { view.node.remove(); this.views.delete(id); }
    }
    this.list.setAttribute("aria-busy", "true");
    for (const message of messages) this.upsert(message);
    this.list.removeAttribute("aria-busy");
    this.composer.setKeyboard(keyboard, contacts);
    this.showBot({ bot, blocked });
    if (this.sticks) this.toEnd();
  }

  // Name, description and commands, which the bot may change, and whether the officer stopped it.
  showBot({ bot, blocked }) {
    this.name.textContent = bot.name;
    this.username.textContent = `bot · @${bot.username}`;
    this.botName = bot.username;
    this.intro.replaceChildren(el("h2", {}, "¿Qué puede hacer este bot?"), el("p", {}, bot.description));
    this.composer.setCommands(bot.commands);
    this.setBlocked(blocked);
  }

  upsert(message) {
    const view = this.views.get(message.message_id);
    if (view) {
      view.paint(message);
    } else {
      const fresh = new MessageView(message, this.zone, {
        tap: (message_id, key) => this.act("taps", { message_id, data: key.data }),
        say: (text) => this.act("messages", { text }),
        follow: (url) => this.follow(url),
      });
      this.views.set(message.message_id, fresh);
      this.list.append(fresh.node);
      if (message.from === "bot" && !this.sticks) this.unread += 1;
    }
    this.arrange();
  }

  drop(messageId) {
    this.views.get(messageId)?.fade();
    this.views.delete(messageId);
    this.arrange();
  }

  // Day separators, the start screen and the button to the end depend on the whole list.
  arrange() {
    const days = new Set();
    let last = "";
    for (const { node, message } of this.views.values()) {
      const key = this.zone.dayKey(message.date);
      if (key !== last) days.add(this.dayBefore(node, key, message.date));
      last = key;
    }
    for (const node of this.list.querySelectorAll(".day")) if (!days.has(node)) node.remove();
    this.intro.hidden = this.views.size > 0;
    this.composer.setMode(this.blocked ? "blocked" : this.views.size ? "chat" : "start");
    this.scrolled(false);
  }

  // One that is in its place stays: a reader of the screen would announce it again.
  dayBefore(node, key, date) {
    const before = node.previousElementSibling;
    if (before?.dataset.day === key) return before;
    const day = el("li", { class: "day", "data-day": key }, el("span", {}, this.zone.day(date)));
    node.before(day);
    return day;
  }

  setBlocked(blocked) {
    this.blocked = blocked;
    this.node.classList.toggle("blocked", blocked);
    this.arrange();
  }

  scrolled(byReader = true) {
    const left = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
    if (byReader) this.sticks = left < NEAR_THE_END;
    if (this.sticks) this.unread = 0;
    this.down.hidden = this.sticks;
    this.down.dataset.unread = this.unread || "";
  }

  // What is taller than the screen is read from its beginning, unless the reader asked for the end.
  toEnd(asked = false) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const newest = this.list.lastElementChild;
    const begin = newest?.dataset.from === "bot" && !asked ? newest.offsetTop - MARGIN : end;
    this.scroller.scrollTo({ top: Math.min(begin, end), behavior: asked && !still ? "smooth" : "instant" });
  }

  // A link to the bot itself opens this chat, as in Telegram; every other link is the browser's.
  follow(url) {
    const link = /^(?:https?:\/\/)?t\.me\/(\w+)\?start=([\w-]+)/i.exec(url);
    if (!link || link[1].toLowerCase() !== this.botName?.toLowerCase()) return false;
    this.act("start", { payload: link[2] });
    return true;
  }

  showAlert({ text, show_alert: needsOk }) {
    if (!needsOk) return this.showToast(text);
    const close = button({ class: "strong", onclick: () => this.modal.close() }, "Aceptar");
    this.modal.replaceChildren(el("div", { class: "card" }, el("p", {}, text), close));
    if (!this.modal.open) this.modal.show();
    close.focus();
  }

  showToast(text) {
    clearTimeout(this.toastTimer);
    this.toast.textContent = text;
    this.toast.hidden = false;
    this.toastTimer = setTimeout(() => { this.toast.hidden = true; }, TOAST_MS);
  }

  toggleOptions() {
    const open = this.options.hidden;
    const link = el("input", { placeholder: "unidad-…", "aria-label": "Código del enlace", maxlength: "64", pattern: "[A-Za-z0-9_\\-]+", required: true });
    const form = el("form", { class: "deep-link", onsubmit: (event) => {
      event.preventDefault();
      this.closeOptions();
      this.act("start", { payload: link.value.trim() });
    } }, el("label", {}, "Abrir un enlace de invitación", link), el("button", { type: "submit", class: "strong" }, "Abrir"));
    this.options.replaceChildren(form, button({ class: "block-button", onclick: () => {
      this.closeOptions();
      this.act(this.blocked ? "unblock" : "block");
    } }, this.blocked ? "Desbloquear el bot" : "Bloquear el bot"));
    this.options.hidden = !open;
    this.optionsButton.setAttribute("aria-expanded", String(open));
    if (open) link.focus();
  }

  closeOptions() {
    this.options.hidden = true;
    this.optionsButton.setAttribute("aria-expanded", "false");
  }

  closeElsewhere(event) {
    if (!event.target.closest(".options, .options-button")) this.closeOptions();
    if (!event.target.closest(".composer")) this.composer.closePopups();
  }
}
