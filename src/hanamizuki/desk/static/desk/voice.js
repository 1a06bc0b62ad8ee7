// Says each call of this floor: a chime, then Japanese, then English, one call after another.
// A browser makes no sound before somebody has pressed the button.
const LONGEST = 12_000; // some voices never say that they have ended
const STALE = 120_000; // what was called longer ago is shown, not said
const root = document.querySelector("[data-stream]");
const button = root.querySelector("[data-sound]");
const names = JSON.parse(root.dataset.names);
const { say } = JSON.parse(root.dataset.words);
const queue = [];
let context = null;
let on = false;
let speaking = false;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function chime() {
  const start = context.currentTime;
  for (const [number, pitch] of [659.3, 523.3].entries()) {
    const tone = new OscillatorNode(context, { frequency: pitch });
    const loud = new GainNode(context, { gain: 0 });
    const at = start + number * 0.45;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.35, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
    tone.connect(loud).connect(context.destination);
    tone.start(at);
    tone.stop(at + 1);
  }
  await pause(1_300);
}

function speak(text, lang) {
  if (!("speechSynthesis" in window)) return Promise.resolve();
  const said = new Promise((done) => {
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang;
    words.rate = 0.9;
    words.voice = speechSynthesis.getVoices().find((one) => one.lang.replace("_", "-") === lang);
    words.onend = words.onerror = done;
    speechSynthesis.speak(words);
  });
  return Promise.race([said, pause(LONGEST)]);
}

function text(message, language) {
  const name = names[message.service] ?? {};
  const words = message.window ? say[language] : say[`none_${language}`];
  return words
    .replace("{label}", [...message.label].join(" "))
    .replace("{window}", message.window)
    .replace("{service}", name[language] ?? name.ja ?? "");
}

async function announce() {
  if (speaking) return;
  speaking = true;
  while (on && queue.length) {
    const message = queue.shift();
    root.dispatchEvent(new CustomEvent("desk:said", { detail: message }));
    await chime();
    await speak(text(message, "ja"), "ja-JP");
    await speak(text(message, "en"), "en-US");
  }
  speaking = false;
}

button.hidden = !("AudioContext" in window);
button.addEventListener("click", async () => {
  on = !on;
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("[data-sound-on]").hidden = !on;
  button.querySelector("[data-sound-off]").hidden = on;
  queue.length = 0;
  context ??= new AudioContext();
  if (on) {
    await context.resume();
    await chime(); // so that whoever pressed it hears that it works
  } else if ("speechSynthesis" in window) {
    speechSynthesis.cancel();
  }
});

let wardNow = null;
for (const kind of ["snapshot", "lines"]) {
  root.addEventListener(`desk:${kind}`, ({ detail }) => {
    wardNow = Date.parse(detail.at) - Date.now();
  });
}
root.addEventListener("desk:call", ({ detail }) => {
  if (!on || detail.floor !== root.dataset.floor) return;
  if (wardNow !== null && Date.now() + wardNow - Date.parse(detail.at) > STALE) return;
  queue.push(detail);
  announce();
});
