// The session of staff: says three minutes before that it ends, and that it has ended.
const WARNING = 3 * 60 * 1000;
const place = document.getElementById("session");
const form = place.querySelector("[data-stay]");
const [warn, over] = [form.querySelector(".warn"), form.querySelector(".over")];
const button = form.querySelector("button");
const length = Number(place.dataset.minutes) * 60 * 1000;
let ends = Date.now() + length;

function show() {
  const left = ends - Date.now();
  warn.hidden = left > WARNING || left <= 0;
  over.hidden = left > 0;
  button.hidden = left <= 0;
  place.classList.toggle("soon", left <= WARNING);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const options = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, options).catch(() => null);
  const going = answer?.ok && answer.headers.get("Content-Type")?.includes("application/json");
  if (going) ends = Date.now() + length;
  else if (answer) ends = Date.now();
  show();
});
// A machine that slept wakes up with the session long over: look again whenever the page is seen.
document.addEventListener("visibilitychange", show);
// A page that speaks to the server by itself (the desk's console) says when that prolonged the session.
document.addEventListener("session:prolonged", () => { ends = Date.now() + length; show(); });
setInterval(show, 5000);
