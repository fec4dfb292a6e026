// The page: the officers' phones side by side or behind tabs, one stream that feeds them all.
import { read, send } from "./api.js";
import { Chat } from "./chat.js";
import { ClockPanel, readClock } from "./clock.js";
import { HomeZone } from "./dates.js";
import { button, el } from "./dom.js";

const DESK = matchMedia("(min-width: 900px)");
const CLOCK_WIDTH = 270;
const PHONE_WIDTH = 310;
const MOST_PHONES = 3;
const EVENTS = ["screen", "message", "delete", "alert", "keyboard", "bot"];

const find = (id) => document.getElementById(id);

class Page {
  constructor(zone, clock) {
    this.zone = zone;
    this.clock = clock;
    this.chats = new Map();
    this.picked = []; // chat ids, the one looked at last first
  }

  add(officer) {
    if (this.chats.has(officer.chat_id)) return;
    const chat = new Chat(officer, this.zone);
    chat.tab = button({ class: "tab", "data-chat-id": officer.chat_id, onclick: () => this.pick(officer.chat_id) },
      officer.name, el("span", { class: "badge", hidden: true }));
    this.chats.set(officer.chat_id, chat);
    this.picked.push(officer.chat_id);
    find("tabs").append(chat.tab);
    find("phones").append(chat.node);
    this.arrange();
  }

  pick(chatId) {
    this.picked = [chatId, ...this.picked.filter((id) => id !== chatId)];
    this.arrange();
    this.chats.get(chatId).tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // As many phones as fit, in the order of the tabs.
  arrange() {
    const fits = DESK.matches ? Math.floor((innerWidth - CLOCK_WIDTH) / PHONE_WIDTH) : 1;
    const shown = new Set(this.picked.slice(0, Math.min(Math.max(fits, 1), MOST_PHONES)));
    for (const [id, chat] of this.chats) {
      const isShown = shown.has(id);
      chat.node.hidden = !isShown;
      chat.tab.setAttribute("aria-pressed", String(isShown));
      if (isShown) this.count(chat, 0);
      if (isShown && chat.sticks) chat.toEnd();
    }
  }

  count(chat, news) {
    chat.news = news;
    const badge = chat.tab.querySelector(".badge");
    badge.hidden = news === 0;
    badge.textContent = news;
    badge.setAttribute("aria-label", `${news} sin leer`);
  }

  // One connection for all phones: a browser opens only six to one host, over all its tabs.
  listen() {
    const stream = new EventSource("/phone/stream");
    for (const kind of EVENTS) stream.addEventListener(kind, (event) => this.apply(kind, JSON.parse(event.data)));
    stream.addEventListener("officer", (event) => this.add(JSON.parse(event.data)));
    stream.addEventListener("clock", (event) => this.clock.show(JSON.parse(event.data).now));
    stream.addEventListener("notice", (event) => {
      const { text } = JSON.parse(event.data);
      find("notice").textContent = text;
      find("notice").hidden = !text;
    });
    stream.addEventListener("open", () => { find("offline").hidden = true; });
    stream.addEventListener("error", () => { find("offline").hidden = false; });
    addEventListener("pagehide", () => stream.close());
  }

  apply(kind, { chat_id: chatId, ...data }) {
    const chat = this.chats.get(chatId);
    if (!chat) return;
    const isNew = kind === "message" && data.from === "bot" && !chat.views.has(data.message_id);
    chat.apply(kind, data);
    if (data.bot) find("bot-name").textContent = document.title = data.bot.name;
    if (isNew && chat.node.hidden) this.count(chat, (chat.news ?? 0) + 1);
  }
}

function offerNewOfficer(page) {
  const dialog = find("new-officer");
  const form = dialog.querySelector("form");
  find("add-officer").addEventListener("click", () => {
    form.reset();
    form.elements.name.value = `Oficial ${page.chats.size + 1}`;
    dialog.showModal();
    form.elements.name.select();
  });
  find("new-officer-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async () => {
    const officer = await send("/phone/officers", Object.fromEntries(new FormData(form)));
    page.add(officer); // the stream tells of it too, perhaps later
    page.pick(officer.chat_id);
  });
}

async function start() {
  const [clock, officers, links] = await Promise.all([readClock(), read("/phone/officers"), read("/phone/links")]);
  const zone = new HomeZone(clock.zone);
  const panel = new ClockPanel(zone, find);
  panel.draw(clock);
  find("links").append(...links.map(({ label, href }) => el("a", { href }, label)));
  find("links").hidden = links.length === 0;
  const page = new Page(zone, panel);
  for (const officer of officers) page.add(officer);
  offerNewOfficer(page);
  addEventListener("resize", () => page.arrange());
  page.listen();
}

start().catch((error) => {
  find("offline").textContent = error.message;
  find("offline").hidden = false;
});
