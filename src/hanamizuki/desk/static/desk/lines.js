// Keeps the numbers of each [data-line] as the stream tells them: waiting, minutes, last, shut.
function set(line, part, text) {
  const where = line.querySelector(`[data-part=${part}]`);
  if (where && where.textContent !== text) where.textContent = text;
}

function minutes(root, expected) {
  if (!expected) return root.dataset.textUnknown;
  const [low, high] = expected.minutes;
  const words = low ? root.dataset.textMinutes : root.dataset.textShort;
  return words.replace("{low}", low).replace("{high}", high);
}

for (const root of document.querySelectorAll("[data-stream]")) {
  const lines = new Map(
    [...root.querySelectorAll("[data-line]")].map((line) => [line.dataset.line, line]),
  );
  const show = ({ detail }) => {
    for (const one of detail.services) {
      const line = lines.get(one.code);
      if (!line) continue;
      set(line, "waiting", String(one.waiting));
      set(line, "minutes", minutes(root, one.expected));
      const shut = line.querySelector("[data-part=shut]");
      if (shut) shut.hidden = one.open > 0;
    }
  };
  root.addEventListener("desk:snapshot", show);
  root.addEventListener("desk:lines", show);
  root.addEventListener("desk:call", ({ detail }) => {
    const line = lines.get(detail.service);
    if (line) set(line, "last", detail.label);
  });
}
