// Times as the officer reads them: in the home zone, in Spanish.

export class HomeZone {
  constructor(zone) {
    const make = (options) => new Intl.DateTimeFormat("es", { timeZone: zone, ...options });
    this.hourFormat = make({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.dayFormat = make({ weekday: "long", day: "numeric", month: "long" });
    this.keyFormat = make({ year: "numeric", month: "2-digit", day: "2-digit" });
    this.briefFormat = make({ weekday: "short" });
  }

  hour(iso) {
    return this.hourFormat.format(new Date(iso));
  }

  // "lunes 23 de noviembre": Intl puts a comma after the weekday.
  day(iso) {
    return this.dayFormat.format(new Date(iso)).replace(",", "");
  }

  dayKey(iso) {
    return this.keyFormat.format(new Date(iso));
  }

  brief(iso) {
    return `${this.briefFormat.format(new Date(iso))} ${this.hour(iso)}`;
  }
}
