// Charts answer: a crosshair with its time and the value of every line there, and zoom into a span of time.
// The server's picture is all there is without this script. `local` and `chosen` are of times.js.
"use strict";

const kept = new Map(); // what is looked at, by a chart's id: a page that brings itself up to date keeps it
let charts = [];

function drawn(name, attributes, parent) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

// As the server writes numbers: three digits, or the whole part.
function digits(value) {
  const size = Math.abs(value);
  const most = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 2 - Math.floor(Math.log10(Math.max(size, 1e-6)));
  return value.toLocaleString("en-GB", { maximumFractionDigits: most }).replace("-", "−");
}

function within(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

function nearest(times, time) {
  return times.reduce((best, each) => (Math.abs(each - time) < Math.abs(best - time) ? each : best), times[0]);
}

class Chart {
  constructor(svg, id) {
    Object.assign(this, JSON.parse(svg.dataset.values)); // start, stop, low, high, plot, unit, times, lines
    [this.left, this.top, this.right, this.bottom] = this.plot;
    this.times = this.times.map((time) => this.start + time);
    this.svg = svg;
    this.seen = kept.get(id) ?? {}; // from and to: the span; at: where the crosshair is; seconds since 1970
    kept.set(id, this.seen);
    this.wrap(id);
    this.draw();
    this.listen();
    if (this.seen.from) this.zoom(this.seen.from, this.seen.to);
    else this.show();
  }

  wrap(id) {
    this.place = Object.assign(document.createElement("div"), { id, className: "plot", tabIndex: 0 });
    this.place.setAttribute("role", "application");
    const keys = "Left and right move through time, plus and minus zoom, Escape shows the whole span";
    this.place.setAttribute("aria-label", `${this.svg.getAttribute("aria-label")}. ${keys}`);
    this.values = Object.assign(document.createElement("output"), { className: "values" });
    this.whole = Object.assign(document.createElement("button"), { type: "button", className: "quiet whole", textContent: "Whole span", hidden: true });
    this.svg.replaceWith(this.place);
    this.place.append(this.svg, this.values, this.whole);
  }

  // All that goes with time moves into a window of its own, which shows the span that is looked at.
  draw() {
    const upright = [...this.svg.querySelectorAll("line")].filter((line) => line.getAttribute("x1") === line.getAttribute("x2"));
    const ticks = [...upright.filter((line) => line.matches(".grid")), ...this.svg.querySelectorAll("[data-time]")];
    for (const tick of ticks) tick.classList.add("of-all");
    const paths = this.svg.querySelectorAll("path");
    this.height = this.svg.viewBox.baseVal.height;
    const size = { x: this.left - 2, y: 0, width: this.right - this.left + 4, height: this.height };
    this.window = drawn("svg", { ...size, preserveAspectRatio: "none" }, this.svg);
    paths[0]?.before(this.window);
    this.window.append(...upright.filter((line) => !line.matches(".grid")), ...paths);
    const ends = { start: this.left, middle: (this.left + this.right) / 2, end: this.right };
    this.ticks = Object.entries(ends).map(([anchor, x]) => drawn("text", { x, y: this.height - 6, class: "tick", "text-anchor": anchor }, this.svg));
    this.cross = drawn("g", {}, this.svg);
    this.swept = drawn("rect", { class: "swept", y: this.top, height: this.bottom - this.top, x: 0, width: 0 }, this.svg);
  }

  get from() { return this.seen.from ?? this.start; }
  get to() { return this.seen.to ?? this.stop; }
  x(time) { return this.left + ((time - this.from) / (this.to - this.from)) * (this.right - this.left); }
  y(value) { return within(this.bottom - ((value - this.low) / (this.high - this.low)) * (this.bottom - this.top), this.top, this.bottom); }
  time(x) { return this.from + ((within(x, this.left, this.right) - this.left) / (this.right - this.left)) * (this.to - this.from); }

  zoom(from, to) {
    const all = this.stop - this.start;
    const span = Math.max(to - from, all / 100);
    const begin = within((from + to - span) / 2, this.start, this.stop - span);
    Object.assign(this.seen, span < all ? { from: begin, to: begin + span } : { from: undefined, to: undefined });
    this.show();
  }

  look(at) {
    this.seen.at = at;
    this.show();
  }

  show() {
    const isZoomed = this.seen.from !== undefined;
    const share = (this.to - this.from) / (this.stop - this.start);
    const first = this.left + ((this.from - this.start) / (this.stop - this.start)) * (this.right - this.left);
    this.window.setAttribute("viewBox", `${first - 2 * share} 0 ${(this.right - this.left + 4) * share} ${this.height}`);
    this.place.classList.toggle("zoomed", isZoomed);
    this.whole.hidden = !isZoomed;
    const shape = this.to - this.from < 86400 ? "time" : "minute";
    const moments = [this.from, (this.from + this.to) / 2, this.to];
    this.ticks.forEach((tick, at) => { tick.textContent = isZoomed ? local(new Date(1000 * moments[at]), shape, chosen()) : ""; });
    this.tell();
  }

  tell() {
    this.cross.replaceChildren();
    this.values.replaceChildren();
    const { at } = this.seen;
    if (at === undefined || at < this.from || at > this.to || !this.times.length) return;
    const row = this.times.indexOf(nearest(this.times, at));
    const x = this.x(this.times[row]);
    drawn("line", { class: "cross", x1: x, x2: x, y1: this.top, y2: this.bottom }, this.cross);
    this.values.append(local(new Date(1000 * this.times[row]), "second", chosen()));
    for (const { name, kind, values, upper } of this.lines) {
      const found = [values[row], upper?.[row]].filter((value) => value != null);
      for (const value of found) drawn("circle", { class: `dot ${kind}`, cx: x, cy: this.y(value), r: 3 }, this.cross);
      if (found.length) this.values.append(this.line(name, kind, found.map(digits).join(" to ")));
    }
    this.values.classList.toggle("left", x > (this.left + this.right) / 2);
  }

  line(name, kind, words) {
    const line = document.createElement("span");
    line.append(Object.assign(document.createElement("i"), { className: `key ${kind}` }), `${name} `, document.createElement("b"));
    line.lastChild.textContent = this.unit ? `${words}\u00a0${this.unit}` : words;
    return line;
  }

  listen() {
    const there = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse()).x;
    let begun; // where a drag began
    const sweep = (x) => {
      const ends = [within(begun ?? x, this.left, this.right), within(x, this.left, this.right)].sort((one, other) => one - other);
      this.swept.setAttribute("x", ends[0]);
      this.swept.setAttribute("width", begun === undefined ? 0 : ends[1] - ends[0]);
      return ends;
    };
    const stop = () => { begun = undefined; sweep(0); };
    this.svg.addEventListener("pointerdown", (event) => {
      if (!event.button) begun = there(event);
      this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (begun !== undefined) sweep(there(event));
      this.point(there(event));
    });
    this.svg.addEventListener("pointerup", (event) => {
      if (begun === undefined) return;
      const [low, high] = sweep(there(event));
      stop();
      if (high - low > 8) this.zoom(this.time(low), this.time(high));
      this.point(there(event));
    });
    this.svg.addEventListener("pointercancel", stop);
    this.svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && begun === undefined) this.look(undefined); });
    this.svg.addEventListener("dblclick", () => this.zoom(this.start, this.stop));
    this.whole.addEventListener("click", () => { this.zoom(this.start, this.stop); this.place.focus(); });
    this.place.addEventListener("focusout", (event) => { if (event.relatedTarget && !this.place.contains(event.relatedTarget)) this.look(undefined); });
    this.place.addEventListener("keydown", (event) => this.key(event));
  }

  // The crosshair goes to the time of values that is nearest to a place, among those that are seen.
  point(x) {
    this.look(nearest(this.times.filter((time) => time >= this.from && time <= this.to), this.time(x)));
  }

  key(event) {
    const at = this.seen.at ?? (this.from + this.to) / 2;
    const near = (factor) => this.zoom(at - (factor * (this.to - this.from)) / 2, at + (factor * (this.to - this.from)) / 2);
    const whole = () => this.zoom(this.start, this.stop);
    const keys = { ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), "+": () => near(0.5), "-": () => near(2), Escape: whole, 0: whole };
    const does = keys[event.key === "=" ? "+" : event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    does();
  }

  // The first step looks at the newest that is seen; a step out of the span takes the span along.
  step(by) {
    if (this.seen.at === undefined) return this.point(this.right);
    const row = this.times.indexOf(nearest(this.times, this.seen.at)) + by;
    const at = this.times[within(row, 0, this.times.length - 1)];
    const beyond = Math.min(at - this.from, 0) || Math.max(at - this.to, 0);
    if (beyond) this.zoom(this.from + beyond, this.to + beyond);
    this.look(at);
  }
}

function answer() {
  const found = document.querySelectorAll("figure svg[data-values]");
  charts = [...found].map((svg, number) => new Chart(svg, `plot-${svg.closest("figure").id || number}`));
}

answer();
document.addEventListener("refreshed", answer);
document.addEventListener("pointerdown", (event) => {
  for (const chart of charts) if (chart.seen.at !== undefined && !chart.place.contains(event.target)) chart.look(undefined);
});
