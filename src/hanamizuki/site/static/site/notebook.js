// 「わたしの手帳」: private links kept in this browser's store and nowhere else.
// A page offers one with data-receipt (JSON: kind, title, url, until); data-ask in it asks first whose device
// this is: on an own one it is kept by itself, then and later; on a shared one nothing is.
const KEY = "hanamizuki.notebook";
const OWN = "hanamizuki.own";
const SHARED = "hanamizuki.shared";
const MOST = 100;
const KEEP = 7 * 24 * 3600 * 1000; // ms after its time is over
const shown = Date.parse(document.querySelector("[data-now]")?.dataset.now);
const ahead = Number.isNaN(shown) ? 0 : shown - Date.now(); // the ward's clock, also in a rehearsal
const now = () => Date.now() + ahead;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(sound) : [];
  } catch {
    return [];
  }
}

// Whatever else got into the store: only pages of this site are ever linked.
function sound(one) {
  const own = typeof one?.url === "string" && /^\/(?![/\\])/.test(one.url);
  return own && typeof one.title === "string" && !(Date.parse(one.until) + KEEP < now());
}

function write(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
    return true;
  } catch {
    return false;
  }
}

export function add({ kind, title, url, until }) {
  const rest = read().filter((one) => one.url !== url);
  return write([{ kind, title, url, until }, ...rest]);
}

export function remove(url) {
  write(read().filter((one) => one.url !== url));
}

function told(store, name) {
  try {
    return store.getItem(name);
  } catch {
    return null;
  }
}

function tell(store, name, value) {
  try {
    store.setItem(name, value);
  } catch {
    // It is asked again the next time.
  }
}

function offer(section) {
  const receipt = JSON.parse(section.dataset.receipt);
  const button = section.querySelector("[data-keep]");
  const ask = section.querySelector("[data-ask]");
  const said = section.querySelector("[role=status]");
  const show = (kept) => {
    button.hidden = kept;
    said.textContent = kept ? section.dataset.kept : "";
  };
  const keep = () => {
    if (add(receipt)) show(true);
    else said.textContent = section.dataset.full;
  };
  section.hidden = false;
  show(read().some((one) => one.url === receipt.url));
  button.addEventListener("click", keep);
  if (!ask || button.hidden) return;
  if (told(localStorage, OWN)) keep();
  else if (told(sessionStorage, SHARED) === receipt.url) said.textContent = section.dataset.shared;
  else {
    ask.hidden = false;
    button.hidden = true;
    ask.querySelector("[data-own]").addEventListener("click", () => {
      tell(localStorage, OWN, "1");
      ask.hidden = true;
      keep();
    });
    // Of this page only: the next person is asked anew, and the cookie taken back again.
    const shared = () => tell(sessionStorage, SHARED, receipt.url);
    ask.querySelector("form").addEventListener("submit", shared);
  }
}

function day(text) {
  const moment = new Date(text);
  if (!text || Number.isNaN(moment.getTime())) return "";
  const how = { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Tokyo" };
  return moment.toLocaleString(document.documentElement.lang, how);
}

function list(section) {
  const said = section.querySelector("[data-said]");
  const draw = () => {
    const kept = read();
    section.querySelector("[data-empty]").hidden = kept.length > 0;
    section.querySelector("[data-clear]").hidden = kept.length < 2;
    section.querySelector("[data-list]").replaceChildren(...kept.map(row));
  };
  const row = (one) => {
    const made = section.querySelector("[data-row]").content.cloneNode(true);
    made.querySelector("[data-kind]").textContent = one.kind ?? "";
    const link = made.querySelector("[data-link]");
    link.textContent = one.title;
    link.href = one.url;
    const over = Date.parse(one.until) < now();
    const until = day(one.until);
    const words = over ? said.dataset.over : until && `${said.dataset.until}: ${until}`;
    made.querySelector("[data-until]").textContent = words;
    made.querySelector("[data-remove]").addEventListener("click", () => {
      remove(one.url);
      draw();
      said.textContent = said.dataset.removed;
      said.tabIndex = -1;
      said.focus();
    });
    return made;
  };
  section.hidden = false;
  write(read());
  draw();
  section.querySelector("[data-clear] button").addEventListener("click", () => {
    write([]);
    draw();
    said.textContent = said.dataset.removed;
  });
  window.addEventListener("storage", draw);
}

// Links of one kind whose time is not over, each with a query added (the entrance's page).
function links(section) {
  const { links: path, query } = section.dataset;
  const own = read().filter((one) => one.url.startsWith(path) && Date.parse(one.until) > now());
  const items = own.map((one) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "btn line";
    link.href = one.url + query;
    link.textContent = one.title;
    item.append(link);
    return item;
  });
  section.querySelector("ul").replaceChildren(...items);
  section.hidden = items.length === 0;
}

document.querySelectorAll("[data-receipt]").forEach(offer);
document.querySelectorAll("[data-links]").forEach(links);
document.querySelectorAll("[data-notebook]").forEach(list);
