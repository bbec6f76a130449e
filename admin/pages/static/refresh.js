// Brings the live part of a page up to date in place: the scroll position, the focus and opened details stay.
"use strict";

const live = document.getElementById("live");

async function refresh() {
  if (document.hidden) return;
  const reply = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (reply.type === "opaqueredirect") return location.reload(); // the session has ended
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("live");
  if (!fresh.dataset.every) return location.reload(); // nothing on it moves any more
  for (const open of live.querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  const focused = live.contains(document.activeElement) ? handle(document.activeElement) : null;
  live.replaceChildren(...fresh.childNodes);
  document.dispatchEvent(new Event("refreshed"));
  if (focused) live.querySelector(focused)?.focus({ preventScroll: true });
  live.classList.remove("stale");
}

// A selector that finds the element's successor after the exchange.
function handle(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.matches("a[href]")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  return element.matches("summary") ? `#${CSS.escape(element.parentElement.id)} > summary` : null;
}

setInterval(() => refresh().catch(() => live.classList.add("stale")), 1000 * Number(live.dataset.every));
