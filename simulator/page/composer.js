// The lower edge of a phone: the text field, the command menu, attachments and the reply keyboard.
import { button, el, icon } from "./dom.js";

const ATTACHMENTS = [["voice", "🎤", "Mensaje de voz"], ["photo", "🖼️", "Foto"],
  ["sticker", "🙂", "Sticker"], ["location", "📍", "Ubicación"]];

export class Composer {
  // actions: { say(text), attach(kind), start(), unblock() }
  constructor(actions) {
    this.actions = actions;
    this.commands = [];
    this.rows = null;
    this.field = el("textarea", { rows: "1", placeholder: "Mensaje", "aria-label": "Mensaje", maxlength: "4096",
      enterkeyhint: "send", autocomplete: "off", oninput: () => this.changed(), onkeydown: (event) => this.key(event) });
    this.menu = this.popup("commands", "Comandos");
    this.attachments = this.popup("attachments", "Adjuntar");
    this.attachments.append(...ATTACHMENTS.map(([kind, sign, name]) => button({ "data-kind": kind,
      onclick: () => { this.closePopups(); this.actions.attach(kind); } },
    el("span", { "aria-hidden": "true" }, sign), name)));
    this.menuButton = this.opener("menu-button", "Comandos", "/", this.menu);
    this.attachButton = this.opener("attach-button", "Adjuntar", icon("attach"), this.attachments);
    this.keyboardButton = button({ class: "tool keyboard-button", "aria-label": "Teclado de respuestas", "aria-expanded": "true",
      hidden: true, onclick: () => this.showKeyboard(this.keyboard.hidden) }, icon("keyboard"));
    this.sendButton = button({ class: "tool send", "aria-label": "Enviar", disabled: true, onclick: () => this.submit() }, icon("send"));
    this.keyboard = el("div", { class: "reply-keyboard", role: "group", "aria-label": "Respuestas", hidden: true });
    this.bar = el("div", { class: "bar" }, this.menuButton, this.field, this.attachButton,
      this.keyboardButton, this.sendButton);
    this.big = button({ class: "start-button", hidden: true });
    this.node = el("div", { class: "composer" }, this.menu, this.attachments, this.bar, this.keyboard, this.big);
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape") this.closePopups(); });
  }

  popup(kind, label) {
    return el("div", { class: `popup ${kind}`, role: "group", "aria-label": label, hidden: true });
  }

  opener(kind, label, sign, popup) {
    const node = button({ class: `tool ${kind}`, "aria-label": label, "aria-expanded": "false", onclick: () => {
      const open = popup.hidden;
      this.closePopups();
      if (open && popup === this.menu) this.filter("");
      else popup.hidden = !open;
      node.setAttribute("aria-expanded", String(!popup.hidden));
    } }, sign);
    return node;
  }

  closePopups() {
    this.menu.hidden = this.attachments.hidden = true;
    for (const node of [this.menuButton, this.attachButton]) node.setAttribute("aria-expanded", "false");
  }

  setCommands(commands) {
    this.commands = commands;
    this.menuButton.hidden = commands.length === 0;
  }

  // Telegram shows the commands that begin with what is typed.
  filter(typed) {
    const found = this.commands.filter(({ command }) => command.startsWith(typed));
    this.menu.replaceChildren(...found.map(({ command, description }) => button({ "data-command": command,
      onclick: () => { this.closePopups(); this.clear(); this.actions.say(`/${command}`); } },
    el("b", {}, `/${command}`), el("span", {}, description))));
    this.menu.hidden = found.length === 0;
  }

  // "chat": the field; "start": a chat without messages; "blocked": the bot was stopped.
  setMode(mode) {
    this.bar.hidden = mode !== "chat";
    this.big.hidden = mode === "chat";
    this.keyboard.hidden = mode !== "chat" || !this.rows || this.folded === true;
    if (mode !== "chat") this.closePopups();
    this.big.textContent = mode === "blocked" ? "DESBLOQUEAR" : "INICIAR";
    this.big.onclick = mode === "blocked" ? this.actions.unblock : this.actions.start;
  }

  // `contacts`: the keys that share the officer's telephone number.
  setKeyboard(rows, contacts = []) {
    this.rows = rows?.length ? rows : null;
    this.keyboard.replaceChildren(...(rows ?? []).map((row) => el("div", { class: "row" },
      ...row.map((text) => button({ class: "key", 
        onclick: () => (contacts.includes(text) ? this.actions.attach("contact") : this.actions.say(text)) },
      el("span", { class: "label" }, text))))));
    this.keyboardButton.hidden = !this.rows;
    this.showKeyboard(Boolean(this.rows));
  }

  showKeyboard(open) {
    this.folded = !open;
    this.keyboard.hidden = !open || !this.rows || this.bar.hidden;
    this.keyboardButton.setAttribute("aria-expanded", String(open));
  }

  changed() {
    this.sendButton.disabled = this.field.value.trim() === "";
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
    const typed = /^\/(\w*)$/.exec(this.field.value);
    this.closePopups();
    if (typed) this.filter(typed[1].toLowerCase());
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.menu.hidden) {
      event.preventDefault();
      this.menu.lastElementChild.focus();
    }
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.clear();
    this.actions.say(text);
  }

  clear() {
    this.field.value = "";
    this.changed();
  }
}
