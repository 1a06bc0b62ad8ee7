// The supervisors' page: who calls for help now, asked every few seconds; the rest stays as it was.
const root = document.getElementById("watch");
let tag = "";

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(root.dataset.watch, {
      headers: tag ? { "If-None-Match": tag } : {},
      signal: AbortSignal.timeout(8_000),
    });
    if (answer.status !== 200 || answer.redirected) return;
    tag = answer.headers.get("ETag") ?? "";
    const html = await answer.text();
    // Whoever has the focus on a button keeps it.
    const had = root.contains(document.activeElement) ? document.activeElement.id : "";
    root.innerHTML = html;
    if (had) document.getElementById(had)?.focus({ preventScroll: true });
  } catch {
    // It comes again.
  }
}

document.addEventListener("visibilitychange", look);
setInterval(look, 3_000);
