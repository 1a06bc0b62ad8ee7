// The console of a counter. It looks at the server's truth when the stream tells that something
// happened, and every few seconds besides; a press is sent with its form's own key, so that it may be
// sent again until an answer comes: it is done once.
const root = document.querySelector(".console");
const live = document.getElementById("live");
const lost = document.getElementById("lost");
const say = document.getElementById("say");
const EVERY = 3_000;
const PATIENCE = 8_000;
let tag = "";
let pressing = false;
let looking = false;
let again = false;
let late = 0;

function typing(target) {
  const field = target.closest("input, select, textarea, [contenteditable]");
  return field && !["checkbox", "radio", "button", "submit"].includes(field.type);
}

function wait(milliseconds) {
  return new Promise((done) => { setTimeout(done, milliseconds); });
}

function health(ok) {
  lost.hidden = ok;
  if (!ok) lost.textContent = root.dataset.lost;
  busy();
}

function busy() {
  root.setAttribute("aria-busy", String(pressing || !lost.hidden));
}

function ended() {
  lost.textContent = root.dataset.ended;
  lost.hidden = false;
  busy();
}

// Put the new look in the place of the old one; whoever had the focus keeps it, or the next best.
function show(html) {
  const had = live.contains(document.activeElement) ? document.activeElement : null;
  const unchecked = [...live.querySelectorAll("input[name=services]:not(:checked)")];
  const off = new Set(unchecked.map((one) => one.value));
  const quick = live.querySelector("input[name=quick]")?.checked;
  const asked = live.querySelector("#alarm")?.open;
  live.innerHTML = html;
  for (const one of live.querySelectorAll("input[name=services]")) one.checked = !off.has(one.value);
  if (quick) live.querySelector("input[name=quick]")?.setAttribute("checked", "");
  if (asked && live.querySelector("#alarm")) live.querySelector("#alarm").open = true;
  if (had) {
    const same = had.id && document.getElementById(had.id);
    (same || live.querySelector(".huge .btn, .btn"))?.focus({ preventScroll: Boolean(same) });
  }
  const told = live.querySelector("[data-told]");
  if (told) say.textContent = told.textContent;
}

async function ask(url, options) {
  const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  // A log-in page, or a refusal: the session is over.
  if (answer.redirected || answer.status === 403) return null;
  if (answer.status >= 500) throw new Error(String(answer.status));
  return answer;
}

async function look() {
  if (pressing || document.hidden) return;
  if (looking) { again = true; return; }
  looking = true;
  try {
    do {
      again = false;
      const answer = await ask(root.dataset.look, { headers: tag ? { "If-None-Match": tag } : {} });
      if (!answer) { ended(); return; }
      if (answer.status === 200 && !pressing) {
        const html = await answer.text();
        if (!pressing) { tag = answer.headers.get("ETag") ?? ""; show(html); }
      }
      health(true);
    } while (again && !pressing);
  } catch {
    health(false);
  } finally {
    looking = false;
  }
}

async function press(form) {
  if (pressing) return;
  pressing = true;
  busy();
  const body = new URLSearchParams(new FormData(form));
  form.closest("details")?.removeAttribute("open");
  for (;;) {
    try {
      const headers = { "X-Console": "1" };
      const answer = await ask(root.dataset.act, { method: "POST", body, headers });
      if (!answer) { pressing = false; ended(); return; }
      show(await answer.text());
      tag = "";
      document.dispatchEvent(new Event("session:prolonged"));
      break;
    } catch {
      health(false); // The same key again: whether the first arrived or not, it is done once.
      await wait(EVERY);
    }
  }
  pressing = false;
  health(true);
}

live.addEventListener("submit", (event) => {
  event.preventDefault();
  press(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (typing(event.target)) return;
  const help = document.getElementById("help");
  if (event.key === "?") {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  } else if (event.key === "Escape") {
    help.open = false;
  } else if (/^[a-z]$/i.test(event.key)) {
    const button = live.querySelector(`[data-key=${event.key.toLowerCase()}]`);
    if (!button) return;
    event.preventDefault();
    if (root.getAttribute("aria-busy") === "true") return;
    button.focus();
    button.click();
  }
});

// Many events at once are one look.
function soon() {
  clearTimeout(late);
  late = setTimeout(look, 120);
}

for (const kind of ["snapshot", "call", "counter", "lines"]) root.addEventListener(`desk:${kind}`, soon);
document.addEventListener("visibilitychange", soon);
window.addEventListener("online", soon);
window.addEventListener("offline", () => health(false));
setInterval(look, EVERY);
