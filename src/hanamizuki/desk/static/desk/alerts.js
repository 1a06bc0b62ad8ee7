// Being told by this phone: asks for permission when the button is pressed, and gives the ward what
// the browser then says. Where it cannot be, the page says so; mail works without this script.
const root = document.querySelector(".ticket");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const same = (buffer, key) =>
  buffer && key.length === buffer.byteLength && new Uint8Array(buffer).every((one, at) => one === key[at]);

function hindrance() {
  if (!window.isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
    return Notification.permission === "denied" ? "denied" : "";
  }
  return navigator.standalone === false ? "iphone" : "never";
}

function say(box, word) {
  for (const one of box.querySelectorAll("[data-say]")) one.hidden = one.dataset.say !== word;
}

async function subscribed(key) {
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && !same(before.options.applicationServerKey, key)) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function choose(box, button) {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return say(box, "denied");
    const push = (await subscribed(bytes(box.dataset.key))).toJSON();
    const [unit, number] = box.querySelector("select").value.split("-");
    const { lang, classList } = document.documentElement;
    const language = lang === "en" ? "en" : classList.contains("easy") ? "easy" : "ja";
    const body = JSON.stringify({ [unit]: Number(number), push, language });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(box.dataset.api, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(answer.status);
    const page = await (await fetch(window.location.href, { cache: "no-store" })).text();
    const made = new DOMParser().parseFromString(page, "text/html").getElementById("alerts");
    box.replaceWith(made);
    begin();
    made.querySelector("h2").tabIndex = -1;
    made.querySelector("h2").focus();
  } catch {
    say(box, "failed");
  } finally {
    button.disabled = false;
  }
  return undefined;
}

function begin() {
  const box = root.querySelector("#alerts");
  const button = box?.querySelector("[data-push-on]");
  if (!button) return;
  const why = hindrance();
  say(box, why);
  if (why) return;
  box.querySelector("[data-push]").hidden = false;
  button.addEventListener("click", () => choose(box, button));
}

begin();
