// The private page of a number: when the stream says that something changed, the page is asked anew
// and its parts put in, so that every word stays the server's.
const root = document.querySelector("[data-stream]");
let shown = root.dataset.shown;
let expected;
let asking = false;
let again = false;

const short = (one) => `${one.state}|${one.position}|${one.present ? 1 : 0}`;

async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const live = page.getElementById("live");
    if (!live) return;
    document.getElementById("live").replaceChildren(...live.childNodes);
    const acts = document.getElementById("acts");
    // Nobody's typing is taken away.
    if (!acts.contains(document.activeElement)) {
      acts.replaceChildren(...page.getElementById("acts").childNodes);
    }
    document.title = page.title;
  } catch {
    // The stream tells that the connection is lost, and comes again.
  } finally {
    asking = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

root.addEventListener("desk:ticket", ({ detail }) => {
  const now = short(detail);
  const times = detail.expected ? `${detail.expected.low} ${detail.expected.high}` : "";
  const called = detail.state === "called" && !shown.startsWith("called");
  if (now !== shown || (expected !== undefined && times !== expected)) refresh();
  shown = now;
  expected = times;
  if (called) navigator.vibrate?.([400, 200, 400]);
});
