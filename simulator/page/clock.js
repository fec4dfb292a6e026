// The clock panel: a column on a desk, a sheet on a telephone.
import { read, send } from "./api.js";
import { button } from "./dom.js";

const HOUR = 3600;

export class ClockPanel {
  // `zone` writes the times; `find` gives the nodes of the page by id.
  constructor(zone, find) {
    this.zone = zone;
    this.find = find;
    find("clock-toggle").addEventListener("click", () => this.open(find("clock").dataset.open !== "true"));
    for (const id of ["clock-close", "scrim"]) find(id).addEventListener("click", () => this.open(false));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.open(false); });
  }

  draw({ now, shortcuts }) {
    this.show(now);
    const moves = [["+1 h", { advance_seconds: HOUR }],
      ...shortcuts.map(({ label }, shortcut) => [label, { shortcut }])];
    this.find("clock-moves").replaceChildren(...moves.map(([label, body]) =>
      button({ class: "move", onclick: () => this.move(body) }, label)));
  }

  show(now) {
    this.find("clock-hour").textContent = this.zone.hour(now);
    this.find("clock-hour").dateTime = now;
    this.find("clock-day").textContent = this.zone.day(now);
    this.find("clock-brief").textContent = this.zone.brief(now);
  }

  async move(body) {
    const buttons = [...this.find("clock-moves").children];
    for (const node of buttons) node.disabled = true;
    this.find("clock-hint").textContent = "Adelantando el reloj…";
    try {
      this.show((await send("/phone/clock", body)).now);
      this.find("clock-hint").textContent = "";
    } catch (error) {
      this.find("clock-hint").textContent = error.message;
    }
    for (const node of buttons) node.disabled = false;
  }

  open(open) {
    const toggle = this.find("clock-toggle");
    const was = this.find("clock").dataset.open === "true";
    this.find("clock").dataset.open = String(open);
    this.find("scrim").hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) this.find("clock-moves").firstElementChild?.focus();
    else if (was) toggle.focus();
  }
}

export function readClock() {
  return read("/phone/clock");
}
