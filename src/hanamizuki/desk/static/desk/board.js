// The display of a hall: the newest call in large type, those before it beside.
const KEPT = 5;
const root = document.querySelector("[data-stream]");
const big = root.querySelector("[data-big]");
const none = root.querySelector("[data-none]");
const list = root.querySelector("[data-list]");
const names = JSON.parse(root.dataset.names);
const { call: words } = JSON.parse(root.dataset.words);

function where(message) {
  const name = names[message.service] ?? {};
  const fill = (text, service) =>
    text.replace("{window}", message.window).replace("{service}", service ?? "");
  return message.window
    ? [fill(words.ja), fill(words.en)]
    : [fill(words.none_ja, name.ja), fill(words.none_en, name.en ?? name.ja)];
}

const part = (name) => big.querySelector(`[data-part=${name}]`);

function aside(label, to) {
  const item = document.createElement("li");
  const number = document.createElement("b");
  const place = document.createElement("span");
  number.textContent = label;
  place.textContent = to;
  place.lang = "ja";
  item.append(number, place);
  return item;
}

function show(message) {
  const [to, english] = where(message);
  const before = part("label").textContent;
  if (before && before !== message.label) list.prepend(aside(before, part("to").textContent));
  for (const item of [...list.children]) {
    if (item.firstElementChild.textContent === message.label) item.remove();
  }
  while (list.children.length > KEPT) list.lastElementChild.remove();
  part("label").textContent = message.label;
  part("to").textContent = to;
  part("to_en").textContent = english;
  big.hidden = false;
  none.hidden = true;
  big.classList.remove("new");
  requestAnimationFrame(() => big.classList.add("new"));
}

let day = "";
root.addEventListener("desk:snapshot", ({ detail }) => {
  if (day && detail.day !== day) {
    big.hidden = true;
    none.hidden = false;
    part("label").textContent = "";
    list.replaceChildren();
  }
  day = detail.day;
});
root.addEventListener("desk:call", ({ detail }) => {
  if (detail.floor === root.dataset.floor) show(detail);
});
