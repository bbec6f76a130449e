// Times in the viewer's zone: the server writes them in UTC, which stays at hand (pointed at, or by the button).
"use strict";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const button = document.getElementById("zone");
const shapes = {
  second: { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  minute: { month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit" },
  now: { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
};

function local(moment, shape, there = zone) {
  const options = { ...shapes[shape], hourCycle: "h23", timeZone: there };
  const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(moment);
  const { year, month, day, hour, minute, second, timeZoneName } = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  const date = year ? `${year}-${month}-${day}` : day ? `${day} ${month}` : "";
  return [date, [hour, minute, second].filter(Boolean).join(":"), timeZoneName].filter(Boolean).join(" ");
}

// The zone that times are shown in now; other scripts ask it, too.
function chosen() {
  return localStorage.getItem("times") === "utc" ? "UTC" : zone;
}

// What an element says in UTC is kept on it, so that the button can bring it back.
function say(element, words, isLocal) {
  element.dataset.utc ??= element.textContent;
  element.textContent = isLocal ? words() : element.dataset.utc;
}

function show() {
  const isLocal = chosen() !== "UTC";
  for (const time of document.querySelectorAll("time[data-shape]")) {
    const moment = new Date(time.dateTime);
    if (time.dataset.shape) say(time, () => local(moment, time.dataset.shape), isLocal);
    else time.title = isLocal ? `${local(moment, "second")}, ${time.title.split(", ").pop()}` : time.title.split(", ").pop();
  }
  for (const tick of document.querySelectorAll("text[data-time]")) {
    if (tick.textContent.includes(":")) say(tick, () => local(new Date(1000 * Number(tick.dataset.time)), "time"), isLocal);
  }
  for (const name of document.querySelectorAll("[data-zone]")) say(name, () => zone, isLocal);
  if (button) button.textContent = isLocal ? "Show UTC" : `Show ${zone}`;
}

if (zone && zone !== "UTC") {
  show();
  document.addEventListener("refreshed", show);
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      localStorage.setItem("times", chosen() === "UTC" ? "local" : "utc");
      show();
    });
  }
}
