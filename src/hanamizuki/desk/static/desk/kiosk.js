// The kiosk: goes back to the start when nobody touches it, prints by itself, types by buttons.
const { home, seconds, screen } = document.body.dataset;

if (screen === "entrance") {
  // A new code a minute; the old one stays where the server cannot be asked.
  setInterval(async () => {
    const answer = await fetch(window.location.href, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) window.location.reload();
  }, 60_000);
} else if (screen !== "start") {
  let timer;
  const anew = () => {
    clearTimeout(timer);
    timer = setTimeout(() => window.location.replace(home), Number(seconds) * 1000);
  };
  for (const kind of ["pointerdown", "keydown", "input"]) window.addEventListener(kind, anew);
  anew();
}

const mine = document.querySelector("[data-print]");
if (mine) {
  const said = mine.querySelector(".printed");
  const key = `printed|${mine.dataset.print}`;
  if (!sessionStorage.getItem(key)) {
    sessionStorage.setItem(key, "1");
    const before = said.textContent;
    said.textContent = said.dataset.printing;
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(mine.dataset.print, { method: "POST", headers });
      const { printed, trouble } = await answer.json();
      if (printed) said.textContent = said.dataset.done;
      else said.textContent = trouble === "none" ? before : said.dataset.failed;
    } catch {
      said.textContent = said.dataset.failed;
    }
  }
}

const typed = document.getElementById("id_number");
for (const pad of document.querySelectorAll("[data-pad]")) {
  pad.hidden = false;
  pad.addEventListener("click", ({ target }) => {
    if (target.dataset.key) typed.value += target.dataset.key;
    else if ("clear" in target.dataset) typed.value = "";
  });
}
