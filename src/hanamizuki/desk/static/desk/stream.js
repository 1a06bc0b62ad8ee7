// Follows the desk's stream for an element with data-stream, and tells it what happened:
//   desk:snapshot  desk:call  desk:counter  desk:lines  desk:ticket  desk:health {ok, at}
// (CustomEvents; `detail` is the message of docs/desk-board.md). Each call once and in order, also
// after the connection was lost. Where no stream can be had it asks data-poll (and data-poll-ticket)
// every ten seconds. data-seq is the number of the last event that the page already shows.
const KINDS = ["snapshot", "call", "counter", "lines", "ticket", "beat"];
const SILENCE = 50_000; // longer than two beats of the server
const FIRST = 1_000;
const LONGEST = 30_000;
const POLL = 10_000;

class Follower {
  constructor(root) {
    this.root = root;
    this.shown = "seq" in root.dataset;
    this.seq = Number(root.dataset.seq) || 0;
    this.lastCall = this.seq;
    this.day = "";
    this.wait = FIRST;
    this.failures = 0;
    this.at = null;
    this.clock = 0; // the ward's clock before or after this device's, in milliseconds
    this.open();
    setInterval(() => this.check(), 5_000);
    setInterval(() => this.failures > 1 && this.poll(), POLL);
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
    window.addEventListener("online", () => this.retry(0));
  }

  open() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.source?.close();
    const url = new URL(this.root.dataset.stream, window.location.href);
    if (this.seq) url.searchParams.set("after", this.seq);
    this.heardAt = Date.now();
    this.source = new EventSource(url);
    for (const kind of KINDS) {
      this.source.addEventListener(kind, (event) => {
        this.failures = 0;
        this.wait = FIRST;
        this.heard(kind, JSON.parse(event.data));
      });
    }
    this.source.onerror = () => this.failed();
  }

  failed() {
    this.source.close();
    this.failures += 1;
    this.health(false);
    this.retry(this.wait * (0.5 + Math.random())); // not all boards at once
    this.wait = Math.min(this.wait * 2, LONGEST);
    if (this.failures > 1) this.poll();
  }

  retry(milliseconds) {
    if (this.timer && milliseconds) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), milliseconds);
  }

  check() {
    if (!this.timer && Date.now() - this.heardAt > SILENCE) this.failed();
  }

  async poll() {
    const { poll, pollTicket } = this.root.dataset;
    for (const [kind, url] of [["snapshot", poll], ["ticket", pollTicket]]) {
      if (!url) continue;
      try {
        const answer = await fetch(url, { cache: "no-cache", credentials: "omit" });
        if (answer.ok) this.heard(kind, await answer.json());
      } catch {
        this.health(false);
      }
    }
  }

  heard(kind, message) {
    this.heardAt = Date.now();
    this.at = message.at;
    // A call tells when it happened; only the others tell what time it is.
    if (kind !== "call" && kind !== "counter") this.clock = Date.parse(message.at) - Date.now();
    if (kind === "snapshot") this.anew(message);
    else if (kind === "call") this.call(message);
    else if (kind !== "beat") this.tell(kind, message);
    if (kind !== "ticket" && kind !== "beat") this.seq = Math.max(this.seq, message.seq);
    this.health(true);
  }

  anew(message) {
    if (message.seq < this.seq || (this.day && message.day !== this.day)) {
      this.seq = message.seq; // a restored database, or a new day
      this.lastCall = Math.max(0, ...message.calls.map((call) => call.seq));
    }
    const missed = this.shown ? message.calls : [];
    this.shown = true;
    this.day = message.day;
    this.tell("snapshot", message);
    for (const call of [...missed].reverse()) this.call(call);
    this.lastCall = Math.max(this.lastCall, message.seq);
  }

  call(message) {
    if (message.seq <= this.lastCall) return;
    this.lastCall = message.seq;
    this.tell("call", message);
  }

  tell(kind, detail) {
    this.root.dispatchEvent(new CustomEvent(`desk:${kind}`, { detail }));
  }

  health(ok) {
    for (const one of this.root.querySelectorAll("[data-health]")) {
      one.hidden = (one.dataset.health === "ok") !== ok;
    }
    const shown = this.root.querySelector("[data-health-time]");
    if (shown && this.at && ok) shown.textContent = this.at.slice(11, 16);
    this.tell("health", { ok, at: this.at });
  }
}

for (const root of document.querySelectorAll("[data-stream]")) {
  const follower = new Follower(root);
  const clock = root.querySelector("[data-clock]");
  if (clock) {
    const show = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit",
    });
    setInterval(() => {
      if (follower.at) clock.textContent = show.format(Date.now() + follower.clock);
    }, 1_000);
  }
}
