// Forms marked data-draft: what is typed is kept in this tab, for this person, until it is sent.
const PREFIX = "draft|";
const account = document.querySelector("[data-account]")?.dataset.account;
const note = document.getElementById("draft-note");
const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const write = (key, draft) => sessionStorage.setItem(key, JSON.stringify(draft));
const kept = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

function fields(form) {
  const left = ["hidden", "password", "submit", "button", "file"];
  // What a form was opened with (data-draft-keep) belongs to the draft: others may have saved since.
  const kept = (one) => "draftKeep" in one.dataset || !left.includes(one.type);
  return [...form.elements].filter((one) => one.name && kept(one));
}

function value(one) {
  return one.type === "checkbox" || one.type === "radio" ? one.checked : one.value;
}

function put(one, what) {
  if (one.type === "checkbox" || one.type === "radio") one.checked = what;
  else one.value = what;
}

function name(one, index) {
  return `${index}|${one.name}`;
}

function watch(form) {
  const key = `${PREFIX}${account}|${location.pathname}|${form.dataset.draft}`;
  const served = fields(form).map(value);
  const draft = read(key);
  if (draft && !form.querySelector(".errors")) {
    let changed = false;
    fields(form).forEach((one, index) => {
      const typed = draft.values[name(one, index)];
      if (typed === undefined || typed === value(one)) return;
      put(one, typed);
      changed ||= one.type !== "hidden";
    });
    note.hidden = !changed;
  }
  form.addEventListener("input", () => {
    const values = Object.fromEntries(fields(form).map((one, i) => [name(one, i), value(one)]));
    write(key, { values, sent: false });
  });
  form.addEventListener("submit", () => {
    const now = read(key);
    if (now) write(key, { ...now, sent: true });
  });
  note.querySelector("button").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    fields(form).forEach((one, index) => put(one, served[index]));
    note.hidden = true;
  });
}

if (document.querySelector("[data-entrance]")) {
  // The session was over: what was sent did not arrive, so it is still a draft.
  for (const key of kept()) write(key, { ...read(key), sent: false });
} else if (account) {
  const rejected = document.querySelector("form[data-draft] .errors");
  for (const key of kept()) if (read(key).sent && !rejected) sessionStorage.removeItem(key);
  document.querySelectorAll("form[data-draft]").forEach(watch);
}
for (const form of document.querySelectorAll("[data-leave]")) {
  form.addEventListener("submit", () => kept().forEach((key) => sessionStorage.removeItem(key)));
}
