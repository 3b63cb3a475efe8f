// The parts that live: times in the reader's zone, and what changes while a page is open. Everything else is plain HTML.

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = number => String(number).padStart(2, "0");

function show(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.valueOf())) {
    return;
  }

  const year = at.getFullYear() === new Date().getFullYear() ? "" : ` ${at.getFullYear()}`;
  const thousandths = time.dataset.precise === undefined ? "" : "." + String(at.getMilliseconds()).padStart(3, "0");
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  time.textContent = `${at.getDate()} ${months[at.getMonth()]}${year} ${clock}${thousandths}`;
  time.title = time.dateTime.slice(0, 23).replace("T", " ") + " UTC";
}

const number = new Intl.NumberFormat("en-US");
const live = { changed: new Set(), source: null };

function say(text, linkText) {
  const note = document.getElementById("live");
  if (!note || note.dataset.text === text) {
    return;
  }

  note.dataset.text = text;
  note.replaceChildren(text);
  if (linkText) {
    const link = document.createElement("a");
    link.href = location.pathname + location.search;
    link.textContent = linkText;
    note.append(" ", link);
  }

  note.hidden = text === "";
}

function takeCounts(counts) {
  for (const [name, value] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
      place.textContent = typeof value === "number" ? number.format(value) : value;
      if (place.classList.contains("badge")) {
        place.hidden = value === 0;
      }
    }
  }

  const attention = document.querySelector("[data-attention]");
  if (attention && attention.dataset.attention !== counts.attention) {
    say("What needs you has changed.", "Show it");
  } else if (document.getElementById("live")?.dataset.text?.startsWith("The receiver")) {
    say("");
  }
}

function takeFailure(failure) {
  const list = document.querySelector("[data-failures]");
  const known = list && JSON.parse(list.dataset.failures)[failure.id];
  if (list && known !== failure.count) {
    live.changed.add(failure.id);
    say(live.changed.size === 1 ? "1 group has changed." : `${live.changed.size} groups have changed.`, "Show them");
  }
}

function showEnd(job) {
  const place = document.querySelector(`[data-ended="${job.id}"]`);
  if (place && job.endedAt) {
    const time = document.createElement("time");
    time.dateTime = new Date(job.endedAt).toISOString();
    place.replaceChildren(time);
    show(time);
  }
}

function takeJob(job) {
  const place = document.querySelector(`[data-job="${job.id}"]`);
  if (!place) {
    const newest = document.querySelector("[data-newest-job]");
    if (newest && job.id > Number(newest.dataset.newestJob)) {
      live.changed.add(job.id);
      say(live.changed.size === 1 ? "1 newer job." : `${live.changed.size} newer jobs.`, "Show them");
    }

    return;
  }

  // What was told before the page was made may be older than the page.
  const figure = name => place.querySelector(`[data-of="${name}"]`);
  const shown = name => Number(figure(name).textContent.replaceAll(",", ""));
  if (["completed", "failed", "stopped"].includes(place.dataset.state)
    || job.done + job.failed < shown("done") + shown("failed")) {
    return;
  }

  for (const name of ["done", "failed", "total"]) {
    figure(name).textContent = number.format(job[name]);
  }

  for (const part of place.querySelectorAll("[data-if]")) {
    part.hidden = !job[part.dataset.if];
  }

  const bar = place.querySelector("progress");
  if (bar) {
    bar.max = Math.max(1, job.total);
    bar.value = job.done + job.failed;
  }

  const tone = { running: "wait", completed: "good", failed: "bad", stopped: "" }[job.state];
  if (place.dataset.state !== job.state && tone !== undefined) {
    place.dataset.state = job.state;
    const mark = place.querySelector(".state");
    mark.textContent = job.state;
    mark.className = `state ${tone}`;
    if (job.state !== "running") {
      place.querySelectorAll("[data-open]").forEach(part => { part.hidden = true; });
      showEnd(job);
      say(`Job ${job.id} is ${job.state} now.`, "Show it");
    }
  }
}

function takeDestination(destination) {
  const place = document.querySelector(`[data-destination="${CSS.escape(destination.name)}"]`);
  const text = `${destination.name} has changed its state.`;
  if (place && place.dataset.standing !== destination.standing) {
    say(text, "Show it");
  } else if (place && document.getElementById("live")?.dataset.text === text) {
    say(""); // What was told first may be older than the page.
  }
}

function connect() {
  if (live.source || !document.querySelector("nav")) {
    return;
  }

  live.source = new EventSource("/changes");
  live.source.onerror = () => {
    // It connects again by itself, unless it was refused: too many pages, or the session has ended.
    if (live.source?.readyState === EventSource.CLOSED) {
      live.source = null;
      setTimeout(connect, 30_000);
    }
  };
  const on = (name, take) => live.source.addEventListener(name, message => take(JSON.parse(message.data)));
  on("counts", takeCounts);
  on("failure", takeFailure);
  on("job", takeJob);
  on("destination", takeDestination);
  on("away", () => {
    // A page that has nothing of before says so itself.
    if (!document.querySelector("main > .note.bad")) {
      say("The receiver can't be reached. What you see is of before.", "Try again");
    }
  });
  on("reset", () => say("Some changes were missed.", "Show all"));
  addEventListener("pagehide", () => {
    live.source?.close();
    live.source = null;
  }, { once: true });
}

let checking = 0;
let asked = 0;

async function check(form) {
  const number = ++asked;
  const body = new FormData(form);
  body.delete("Form.File");
  const answer = await fetch("/check/findings", { method: "POST", body: new URLSearchParams([...body]) });
  const place = document.getElementById("result");
  // Of two that are under way the later is shown.
  if (answer.ok && place && number === asked) {
    place.innerHTML = await answer.text();
    place.querySelectorAll("time").forEach(show);
  } else if (answer.status === 400) {
    say("This page is too old to check anything.", "Open it again");
  } else if (answer.status === 401) {
    say("Your session has ended: sign in again in another tab, and go on here.");
  } else if (answer.status === 413) {
    say("That is too long to be checked.");
  }
}

async function fill(file, form) {
  const text = form.querySelector("textarea");
  if (!file || file.size > 2 << 20) {
    return; // The server says why.
  }

  text.value = await file.text();
  form.querySelector("input[type=file]").value = "";
  await check(form);
}

const day = 86_400_000;
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59);
const offset = at => new Date(at).getTimezoneOffset() * 60_000;

// Those at which the clock shows it: two where it is put back, none where it is put forward.
const momentsOf = shown => [...new Set([-day, day].map(aside => shown + offset(shown + aside)))]
  .filter(at => at - offset(at) === shown);

// A moment is typed in the reader's zone, and goes into the address in UTC.
function inZone(input) {
  if (input.dataset.moment === "shown") {
    return;
  }

  input.dataset.moment = "shown";
  const sent = document.createElement("input");
  sent.type = "hidden";
  sent.name = input.name;
  sent.value = input.defaultValue;
  input.removeAttribute("name");
  input.after(sent);
  const zone = input.labels[0]?.querySelector("[data-zone]");
  const tell = (at, shown) => {
    const isNamed = at <= lastMoment && momentsOf(shown).length !== 1;
    zone?.replaceChildren(isNamed ? `(${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC)` : "");
  };
  const given = Date.parse(input.defaultValue + "Z");
  if (!Number.isNaN(given)) {
    input.valueAsNumber = given - offset(given);
  }

  tell(given, given - offset(given));
  input.addEventListener("input", () => {
    const shown = input.valueAsNumber;
    const at = momentsOf(shown)[0] ?? shown + offset(shown - day);
    sent.value = at <= lastMoment ? new Date(at).toISOString().slice(0, 19) : "";
    input.setCustomValidity(at > lastMoment ? "The year 9999 is the last that can be asked for." : "");
    tell(at, shown);
  });
}

function refresh() {
  live.changed.clear();
  document.querySelectorAll("time").forEach(show);
  document.querySelectorAll("input[data-moment]").forEach(inZone);
  document.querySelectorAll("[data-zone-name]").forEach(place => {
    place.textContent = `Times in ${Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ")}`;
  });
  document.querySelectorAll("[data-drop]").forEach(hint => { hint.hidden = false; });
  connect();
}

const isPayload = target => target instanceof HTMLTextAreaElement && target.dataset.check !== undefined;

document.addEventListener("input", event => {
  if (isPayload(event.target)) {
    clearTimeout(checking);
    checking = setTimeout(check, 400, event.target.form);
  }
});
document.addEventListener("change", event => {
  if (event.target.dataset?.fill !== undefined) {
    fill(event.target.files[0], event.target.form);
  }
});
document.addEventListener("dragover", event => {
  if (isPayload(event.target)) {
    event.preventDefault();
  }
});
document.addEventListener("drop", event => {
  if (isPayload(event.target) && event.dataTransfer.files.length > 0) {
    event.preventDefault();
    fill(event.dataTransfer.files[0], event.target.form);
  }
});
addEventListener("pageshow", refresh);
globalThis.Blazor?.addEventListener?.("enhancedload", refresh);
refresh();
