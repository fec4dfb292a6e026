// One message of a chat: bubble, media, inline keyboard. `paint` is called again after every edit.
import { button, el } from "./dom.js";
import { anchor, renderText } from "./richtext.js";

const ATTACHED = {
  voice: ["🎤", "Mensaje de voz"],
  photo: ["🖼️", "Foto"],
  sticker: ["🙂", "Sticker"],
  document: ["📎", "Documento"],
  location: ["📍", "Ubicación"],
  contact: ["👤", "Teléfono compartido"],
};
const ONLY_EMOJI = /^(\p{Extended_Pictographic}(\uFE0F|\u200D\p{Extended_Pictographic}|\p{EMod})*){1,3}$/u;

const DESCRIPTION = /^(?:Dibujo|Drawing): (.+)$/m;

export class MessageView {
  // actions: { tap(message_id, button), say(text), follow(url) -> whether the page handles it }
  constructor(message, zone, actions) {
    this.zone = zone;
    this.actions = actions;
    this.text = el("div", { class: "text" });
    this.bubble = el("div", { class: "bubble" }, this.text);
    this.keys = el("div", { class: "inline", role: "group", "aria-label": "Botones del mensaje" });
    this.node = el("li", { class: "message", "data-message-id": message.message_id }, this.bubble);
    this.paint(message);
  }

  paint(message) {
    const before = this.message;
    this.message = message;
    this.node.dataset.from = message.from;
    this.node.dataset.date = message.date;
    if (!same(before?.media, message.media)) this.paintMedia(message.media);
    this.describe(message.text);
    this.paintText(message);
    if (!same(before?.inline, message.inline)) this.paintKeys(message.inline);
  }

  paintText({ html, text, from, date, edited }) {
    const who = el("span", { class: "visually-hidden" }, from === "bot" ? "Bot: " : "Usted: ");
    const body = el("div", { class: "words" }, renderText(html ?? "", this.actions.say));
    body.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link && this.actions.follow(link.href)) event.preventDefault();
    });
    const time = el("time", { datetime: date }, this.zone.hour(date));
    const meta = el("span", { class: "meta" }, edited ? el("span", { class: "edited" }, "editado ") : null, time);
    this.text.classList.toggle("big", !this.message.media && ONLY_EMOJI.test((text ?? "").trim()));
    this.text.classList.toggle("empty", !html);
    this.text.replaceChildren(who, body, meta);
  }

  // Only called when the media changed: an edited caption must not start the animation anew.
  paintMedia(media) {
    this.media?.remove();
    this.media = media ? drawMedia(media) : null;
    if (this.media) this.bubble.prepend(this.media);
    this.bubble.classList.toggle("with-media", Boolean(media?.url));
  }

  // Telegram has no alt text, so bots tell in the caption what a drawing shows. It stays when the
  // caption goes on to something else.
  describe(text) {
    const told = text?.match(DESCRIPTION)?.[1];
    if (told && this.media instanceof HTMLImageElement) this.media.alt = told;
  }

  paintKeys(rows) {
    this.keys.replaceChildren(...(rows ?? []).map((row) => el("div", { class: "row" },
      ...row.map((key) => this.drawKey(key)))));
    this.node.classList.toggle("with-keys", Boolean(rows?.length));
    if (rows?.length) this.node.append(this.keys);
    else this.keys.remove();
  }

  drawKey(key) {
    const label = el("span", { class: "label" }, key.text);
    if (key.url) {
      const link = anchor(/^(https?|tel|mailto):/i.test(key.url) ? key.url : "#", label);
      link.classList.add("key", "outward");
      link.addEventListener("click", (event) => {
        if (this.actions.follow(key.url)) event.preventDefault();
      });
      return link;
    }
    if (key.copies) {
      return button({ class: "key copies", onclick: () => navigator.clipboard?.writeText(key.copies) }, label);
    }
    return button({ class: "key", "data-data": key.data, onclick: (event) => this.press(event.currentTarget, key) }, label);
  }

  press(node, key) {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    // The simulator keeps the request open until the bot has answered the tap.
    this.actions.tap(this.message.message_id, key).finally(() => node.removeAttribute("aria-busy"));
  }

  fade() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still || document.hidden) return this.node.remove();
    this.node.classList.add("leaving");
    this.node.addEventListener("animationend", () => this.node.remove(), { once: true });
  }
}

function drawMedia({ kind, url, mime }) {
  if (kind === "animation" && url) {
    if (mime?.startsWith("image/")) return el("img", { class: "media", src: url, alt: "Animación" });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const video = el("video", { class: "media", src: url, loop: true, muted: true, playsinline: true,
      autoplay: !still, controls: still, "aria-label": "Animación" });
    video.muted = true; // the attribute alone does not mute a video made by a script
    return video;
  }
  if (kind === "photo" && url) {
    const photo = el("img", { class: "media", src: url, alt: "Foto" });
    photo.addEventListener("error", () => photo.replaceWith(drawAttached(kind)), { once: true });
    return photo;
  }
  return drawAttached(kind, kind === "document" && url);
}

function drawAttached(kind, url = null) {
  const [sign, name] = ATTACHED[kind] ?? ["📎", "Archivo"];
  const words = url ? anchor(url, name) : name;
  return el("div", { class: "attached", "data-kind": kind },
    el("span", { class: "sign", "aria-hidden": "true" }, sign), words);
}

function same(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
