"use strict";
const at = (id) => document.getElementById(id);
const SILENT = 25000; // the station says something every 10 s
const IDLE_AFTER = 8000; // the last tap leaves the large panel; it stays in the list
const SHAPE = { serve: "serve", again: "again", office: "office", time: "office", unknown: "office", card: "stop", copy: "stop", allergy: "allergy",
  supervisor: "supervisor", station: "stop", out: "stop", back: "back" };
const HINT = { unknown: "hintUnknown", card: "hintCard", copy: "hintCopy", office: "hintOffice", time: "hintTime", allergy: "hintAllergy", station: "hintStation",
  out: "hintOut", supervisor: "hintSupervisor", again: "hintAgain" };
// Rising is good, falling is not; each has a rhythm of its own, told apart with closed eyes.
const TONES = { serve: [[660, 0.09], [880, 0.16]], stop: [[220, 0.35]], allergy: [[240, 0.16], [240, 0.16], [240, 0.16]], again: [[440, 0.09], [440, 0.09]],
  office: [[392, 0.14], [294, 0.2]], supervisor: [[523, 0.09], [659, 0.09], [784, 0.12]], back: [[523, 0.1], [392, 0.16]] };

let state = null;
let language = localStorage.getItem("language");
let lastTap = -1;
let idleTimer = 0;
let undoEnds = 0;
let undoTap = null;
let answers = true;
let stream = null;
let heard = 0; // when the station was last heard
let audio = null;

const words = () => WORDS[language || (state && state.lang) || "en"] || WORDS.en;
const codeOf = (tap) => (tap.kind === "refuse" ? tap.code : tap.kind);
const kindOf = (tap) => SHAPE[codeOf(tap)] || "stop";
const wordOf = (tap) => words()[codeOf(tap)] || words().office;

// ---------------------------------------------------------------- what is shown

function speak() {
  document.documentElement.lang = language || (state && state.lang) || "en";
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = words()[node.dataset.word];
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", button.dataset.lang === document.documentElement.lang);
  fill("serve-reason", ["CARD_FORGOTTEN", "CARD_LOST_TODAY", "CARD_DAMAGED", "NO_CARD_YET", "READER_BROKEN"]);
  choices("undo-reasons", "undo-reason", ["WRONG_CHILD", "NOT_HANDED_OVER"].map((code) => ({ value: code, text: words()[code] })));
}

function fill(id, codes) {
  const chosen = at(id).value;
  at(id).replaceChildren(...codes.map((code) => new Option(words()[code], code)));
  if (chosen) at(id).value = chosen;
}

/** Radio buttons: unlike a list that folds out, Enter on one of them sends its form. */
function choices(id, name, all) {
  const set = at(id);
  set.replaceChildren(set.querySelector("legend"), ...all.map(({ value, text }, index) => {
    const label = document.createElement("label");
    const choice = Object.assign(document.createElement("input"), { type: "radio", name, value, checked: index === 0 });
    label.append(choice, Object.assign(document.createElement("span"), { textContent: text }));
    return label;
  }));
}

function show() {
  if (!state) return;
  at("station").textContent = state.station;
  at("window").textContent = state.window || "";
  at("served").textContent = state.served === undefined ? "–" : state.served;
  at("left").textContent = state.left === undefined ? "–" : state.left;
  banners();
  at("taps").replaceChildren(...state.taps.map(row));
  const newest = state.taps[0];
  large(newest && idleTimer ? newest : null);
}

function large(tap) {
  const kind = tap ? kindOf(tap) : "idle";
  at("now").dataset.kind = kind;
  at("word").textContent = tap ? wordOf(tap) : words().ready;
  at("name").replaceChildren(...(tap && tap.name ? [tap.name + " ", small(tap.class)] : []));
  at("meal").textContent = tap ? tap.meal : "";
  at("allergy").textContent = tap && tap.allergens.length ? words().allergyOf + ": " + tap.allergens.map(allergen).join(", ") : "";
  at("detail").textContent = !tap ? "" : tap.kind === "serve" ? (tap.hand ? words().byHandMark : "") : [words()[HINT[codeOf(tap)]], times(tap.detail)].filter(Boolean).join(" · ");
}

const times = (detail) => (detail.match(/\d\d:\d\d/g) || []).join("–"); // the rest of it is English
const allergen = (code) => words().allergens[code] || code.replaceAll("-", " ");

function small(text) {
  const node = document.createElement("small");
  node.textContent = text;
  return node;
}

function row(tap) {
  const item = document.createElement("li");
  item.className = "tone-" + kindOf(tap);
  const sign = document.querySelector(`#badge [data-shape=${kindOf(tap)}]`).cloneNode(true);
  sign.setAttribute("class", "sign");
  for (const line of sign.querySelectorAll(".cut, .line")) line.remove();
  if (!sign.childElementCount) sign.append(document.createElementNS("http://www.w3.org/2000/svg", "circle"));
  for (const [name, value] of [["cx", 50], ["cy", 50], ["r", 40]]) if (sign.firstElementChild.localName === "circle") sign.firstElementChild.setAttribute(name, value);
  const who = document.createElement("span");
  who.className = "who";
  who.textContent = [tap.name, tap.class].filter(Boolean).join(" · ") || "–";
  const time = document.createElement("time");
  time.textContent = tap.at;
  const what = document.createElement("span");
  what.className = "what";
  what.textContent = wordOf(tap) + (tap.hand && tap.kind === "serve" ? " (" + words().byHandMark + ")" : "");
  item.append(sign, who, time, what);
  return item;
}

function banners() {
  const trouble = state.troubles;
  const texts = [];
  if (!answers) texts.push(words().noPage);
  if (trouble.demo) texts.push(words().demo);
  if (trouble.disk) texts.push(words().disk);
  if (trouble.list) texts.push(words().list);
  if (trouble.clock) texts.push(words().clock);
  for (const name of trouble.readers) texts.push(words().reader + ": " + name);
  if (trouble.offline) texts.push(words().offline);
  const now = [...at("banners").children].map((p) => p.textContent);
  if (now.join("|") === texts.join("|")) return; // said once, not with every tap
  at("banners").replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
}

function clock() {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (state && state.zone) options.timeZone = state.zone;
  at("clock").textContent = new Date().toLocaleTimeString("en-GB", options);
}

// ---------------------------------------------------------------- sound

function sound(kind) {
  if (!audio || audio.state !== "running") return;
  let start = audio.currentTime;
  for (const [hertz, seconds] of TONES[kind] || TONES.stop) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    tone.type = "triangle";
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.4, start + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + seconds);
    start += seconds + 0.04;
  }
}

function wakeSound() {
  audio = audio || new AudioContext();
  audio.resume().then(() => { at("sound").hidden = audio.state === "running"; });
  at("sound").hidden = audio.state === "running";
}

// ---------------------------------------------------------------- events

function take(event) {
  alive();
  const first = !state;
  state = JSON.parse(event.data);
  if (first) { speak(); clock(); }
  const newest = state.taps[0];
  const fresh = newest && newest.n !== lastTap;
  if (fresh) {
    lastTap = newest.n;
    clearTimeout(idleTimer);
    idleTimer = first ? 0 : setTimeout(() => { idleTimer = 0; show(); }, IDLE_AFTER);
    if (!first) sound(kindOf(newest));
  }
  countdown(state.taps.find((tap) => tap.undoMillis > 0)); // also when a refusal came after it
  show();
  if (fresh && !first) tellPainted(newest);
}

/** For who measures: when the new tap was on the glass. */
function tellPainted(tap) {
  requestAnimationFrame(() => setTimeout(() => {
    dispatchEvent(new CustomEvent("painted", { detail: { n: tap.n, at: performance.timeOrigin + performance.now() } }));
  }));
}

function countdown(tap) {
  undoTap = tap && tap.undoMillis > 0 ? tap : null;
  undoEnds = undoTap ? performance.now() + tap.undoMillis : 0;
  tick();
}

function tick() {
  if (stream && performance.now() - heard > SILENT) lost();
  const left = Math.ceil((undoEnds - performance.now()) / 1000);
  at("undo").disabled = !(left > 0);
  at("undo-left").textContent = left > 0 ? left + " s" : "";
}

function listen() {
  stream = new EventSource("events");
  stream.onmessage = take;
  stream.onopen = alive;
  stream.addEventListener("here", alive);
  stream.onerror = () => {
    gone();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  heard = performance.now();
}

function alive() {
  heard = performance.now();
  if (answers) return;
  answers = true;
  if (state) banners();
}

function gone() {
  answers = false;
  if (state) banners();
}

/** A cable or a wireless link may be gone without a word. */
function lost() {
  stream.close();
  gone();
  listen();
}

// ---------------------------------------------------------------- by hand

let pass = null; // a supervisor's, for two minutes
let task = null;
let waitForCard = null;
let children = [];
let undoing = null;

async function ask(path, body, signal) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });
  return { status: answer.status, ...(await answer.json()) };
}

function says(text) { at("desk-says").textContent = text || ""; }

async function open(what) {
  task = what;
  undoing = what === "undo" ? undoTap : null;
  says("");
  at("desk-title").textContent = words()[what === "undo" ? "undo" : "byHand"];
  if (!at("desk").open) at("desk").showModal();
  if (pass && pass.ends > performance.now()) return step(what === "undo" ? "back" : "find");
  step("who");
  const list = await (await fetch("supervisors")).json();
  at("staff").replaceChildren(...list.supervisors.map((one) => new Option(one.name, one.id)));
  const before = localStorage.getItem("staff");
  if ([...at("staff").options].some((one) => one.value === before)) at("staff").value = before;
  card();
}

function step(form) {
  for (const id of ["who", "find", "back"]) at(id).hidden = id !== form;
  if (form === "who") { at("pin").value = ""; at("pin").focus(); }
  if (form === "find") { at("text").value = ""; children = []; list(); at("text").focus(); }
  if (form === "back" && undoing) {
    at("back-whom").textContent = [undoing.name, undoing.class, undoing.meal].filter(Boolean).join(" · ");
    at("undo-reasons").querySelector("input").focus();
  }
}

async function card() {
  if (waitForCard) waitForCard.abort();
  const mine = (waitForCard = new AbortController());
  while (at("desk").open && !at("who").hidden && !mine.signal.aborted) {
    try {
      const answer = await ask("supervisor/card", {}, mine.signal);
      if (answer.status === 200 && !mine.signal.aborted) return enter(answer);
      if (answer.status === 409) refused(answer);
    } catch (gone) {
      return;
    }
  }
}

function enter(answer) {
  pass = { token: answer.pass, ends: performance.now() + answer.seconds * 1000 };
  if (waitForCard) waitForCard.abort();
  says("");
  step(task === "undo" ? "back" : "find");
}

function refused(answer) {
  if (answer.status === 401) { pass = null; open(task).then(() => says(words().noPass)); return; }
  if (answer.code === "wrong-pin") says(words().wrongPin);
  else if (answer.code === "locked") says(words().locked);
  else if (answer.code === "too-late" || answer.code === "no-such-serve") says(words().lateUndo);
  else if (answer.code === "not-a-supervisor") says(words()["no-supervisor"]);
  else says(words()[answer.code] || words().failed);
}

function list() {
  at("children").hidden = !children.length;
  choices("children", "child", children.map((child, index) => (
    { value: index, text: [child.name, child.class, child.roll, child.meals.join("; ")].filter(Boolean).join(" · ") })));
  at("find-go").textContent = words()[children.length ? "serve" : "find"];
}

function onSubmit(id, work) {
  at(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = at(id).querySelector(".main");
    button.disabled = true;
    try {
      await work();
    } catch (gone) {
      says(words().noPage);
    } finally {
      button.disabled = false;
    }
  });
}

onSubmit("who", async () => {
  localStorage.setItem("staff", at("staff").value);
  const answer = await ask("supervisor/pin", { staff: Number(at("staff").value), pin: at("pin").value });
  at("pin").value = "";
  if (answer.status === 200) enter(answer);
  else { refused(answer); at("pin").focus(); }
});

onSubmit("find", async () => {
  says("");
  const chosen = at("children").querySelector("input:checked");
  if (!children.length || !chosen) {
    const answer = await ask("find", { pass: pass.token, text: at("text").value });
    if (answer.status !== 200) return refused(answer);
    children = answer.children;
    list();
    if (!children.length) says(words().nobody);
    else at("children").querySelector("input").focus();
    return;
  }
  const child = children[Number(chosen.value)];
  const answer = await ask("serve", { pass: pass.token, student: child.student, found: child.found, reason: at("serve-reason").value });
  if (answer.status === 200) at("desk").close();
  else refused(answer);
});

onSubmit("back", async () => {
  const answer = await ask("undo", { pass: pass.token, sequence: undoing.sequence, reason: at("undo-reasons").querySelector("input:checked").value });
  if (answer.status === 200) at("desk").close();
  else refused(answer);
});

at("text").addEventListener("input", () => { children = []; list(); });
at("desk").addEventListener("close", () => { if (waitForCard) waitForCard.abort(); says(""); });
for (const button of document.querySelectorAll(".cancel")) button.addEventListener("click", () => at("desk").close());
at("hand").addEventListener("click", () => open("serve"));
at("undo").addEventListener("click", () => { if (undoTap) open("undo"); });
addEventListener("keydown", (event) => {
  wakeSound();
  if (at("desk").open) return;
  if (event.key === "F2") { event.preventDefault(); open("serve"); }
  if (event.key === "F4" && !at("undo").disabled) { event.preventDefault(); open("undo"); }
});
addEventListener("pointerdown", wakeSound);
for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => { language = button.dataset.lang; localStorage.setItem("language", language); speak(); show(); });
}

speak();
clock();
setInterval(clock, 1000);
setInterval(tick, 250);
wakeSound();
listen();
