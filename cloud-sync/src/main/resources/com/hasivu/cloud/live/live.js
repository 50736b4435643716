// Shows today's orders of the own children and what becomes of them: docs/openapi "live". No library, no cookie;
// the token lives in this page's memory only.
"use strict";

const TEXTS = {
  en: { title: "Today's meals", email: "E-mail", password: "Password", signIn: "Sign in", wrong: "E-mail or password is wrong.",
    connected: "Connected: this page changes by itself.", lost: "No connection. Trying again…", over: "Please sign in again.",
    none: "No meals ordered for today.", served: "Served {time}, {counter}", pending_payment: "Waiting for payment",
    confirmed: "Ordered", preparing: "Being cooked", ready: "Ready at the counter", cancelled: "Cancelled",
    expired: "Not paid in time", unclaimed: "Not fetched" },
  hi: { title: "आज का भोजन", email: "ई-मेल", password: "पासवर्ड", signIn: "साइन इन करें", wrong: "ई-मेल या पासवर्ड गलत है।",
    connected: "जुड़ा हुआ: यह पेज अपने आप बदलता है।", lost: "कनेक्शन नहीं है। फिर कोशिश हो रही है…", over: "कृपया फिर से साइन इन करें।",
    none: "आज के लिए कोई भोजन ऑर्डर नहीं है।", served: "{time} बजे दिया गया, {counter}", pending_payment: "भुगतान बाकी है",
    confirmed: "ऑर्डर हो गया", preparing: "बन रहा है", ready: "काउंटर पर तैयार", cancelled: "रद्द",
    expired: "समय पर भुगतान नहीं हुआ", unclaimed: "नहीं लिया गया" },
  kn: { title: "ಇಂದಿನ ಊಟ", email: "ಇ-ಮೇಲ್", password: "ಪಾಸ್‌ವರ್ಡ್", signIn: "ಸೈನ್ ಇನ್ ಮಾಡಿ", wrong: "ಇ-ಮೇಲ್ ಅಥವಾ ಪಾಸ್‌ವರ್ಡ್ ತಪ್ಪಾಗಿದೆ.",
    connected: "ಸಂಪರ್ಕವಿದೆ: ಈ ಪುಟ ತಾನಾಗಿಯೇ ಬದಲಾಗುತ್ತದೆ.", lost: "ಸಂಪರ್ಕವಿಲ್ಲ. ಮತ್ತೆ ಪ್ರಯತ್ನಿಸಲಾಗುತ್ತಿದೆ…", over: "ದಯವಿಟ್ಟು ಮತ್ತೆ ಸೈನ್ ಇನ್ ಮಾಡಿ.",
    none: "ಇಂದಿಗೆ ಯಾವುದೇ ಊಟ ಆರ್ಡರ್ ಆಗಿಲ್ಲ.", served: "{time} ಕ್ಕೆ ನೀಡಲಾಗಿದೆ, {counter}", pending_payment: "ಪಾವತಿ ಬಾಕಿ ಇದೆ",
    confirmed: "ಆರ್ಡರ್ ಆಗಿದೆ", preparing: "ತಯಾರಾಗುತ್ತಿದೆ", ready: "ಕೌಂಟರ್‌ನಲ್ಲಿ ಸಿದ್ಧ", cancelled: "ರದ್ದಾಗಿದೆ",
    expired: "ಸಮಯಕ್ಕೆ ಪಾವತಿಸಿಲ್ಲ", unclaimed: "ಪಡೆದಿಲ್ಲ" },
};
const RETRY_MILLIS = 3000;
const SILENT_MILLIS = 30000; // the server says something every 10 s

let language = ["hi", "kn"].find((one) => navigator.language.startsWith(one)) || "en";
let status = "";
let token = "";
let refreshToken = "";
let lastEvent = "";
const children = new Map();
const orders = new Map();

const text = (key) => TEXTS[language][key] || key;
const form = document.getElementById("sign-in");

function show() {
  document.documentElement.lang = language;
  document.title = "HASIVU: " + text("title");
  document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = text(node.dataset.text); });
  document.querySelectorAll("[data-language]").forEach((node) => node.setAttribute("aria-pressed", String(node.dataset.language === language)));
  document.getElementById("status").textContent = status && text(status);
  showMeals([...orders.values()].map(item));
}

/** Only what has changed is put anew: a screen reader reads aloud what is put there. */
function showMeals(items) {
  const list = document.getElementById("meals");
  if (status === "connected" && items.length === 0) {
    const none = document.createElement("li");
    none.textContent = text("none");
    items.push(none);
  }
  const shown = [...list.children];
  items.forEach((node, at) => {
    if (!shown[at]) list.append(node);
    else if (!shown[at].isEqualNode(node)) shown[at].replaceWith(node);
  });
  shown.slice(items.length).forEach((node) => node.remove());
}

function item(order) {
  const node = document.createElement("li");
  node.className = order.state;
  const name = document.createElement("strong");
  name.textContent = children.get(order.student) || "";
  const state = document.createElement("span");
  state.textContent = order.served
    ? text("served").replace("{time}", order.served).replace("{counter}", order.counter)
    : text(order.state);
  node.append(name, state);
  return node;
}

async function post(path, body) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Nothing of one family is left for the next one at the same screen. */
function forget() {
  token = refreshToken = lastEvent = "";
  children.clear();
  orders.clear();
}

function keep(tokens) {
  token = tokens.accessToken;
  refreshToken = tokens.refreshToken;
}

async function renew() {
  const answer = await post("/v1/auth/refresh", { refreshToken });
  if (answer.ok) keep(await answer.json());
  return answer.ok;
}

function take(block) {
  const event = { kind: "", data: "" };
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) lastEvent = line.slice(4);
    if (line.startsWith("event: ")) event.kind = line.slice(7);
    if (line.startsWith("data: ")) event.data = line.slice(6);
  }
  if (event.kind === "children") today(JSON.parse(event.data));
  if (event.kind === "order") {
    const order = JSON.parse(event.data);
    orders.set(order.order, order);
  }
  show();
}

/** Whose children they are may have changed, and the day has when the page stood open over night. */
function today(data) {
  children.clear();
  data.children.forEach((child) => children.set(child.student, child.name));
  orders.forEach((order, id) => {
    if (order.date !== data.date || !children.has(order.student)) orders.delete(id);
  });
}

/** When nothing comes for too long, the connection is dead though nobody said so. */
async function inTime(connection, promise) {
  const silence = setTimeout(() => connection.abort(), SILENT_MILLIS);
  try {
    return await promise;
  } finally {
    clearTimeout(silence);
  }
}

/** Reads one stream to its end. True: come again with the same token; false: the token counts no more. */
async function watch() {
  const headers = { Authorization: "Bearer " + token };
  if (lastEvent) headers["Last-Event-ID"] = lastEvent;
  const connection = new AbortController();
  const answer = await inTime(connection, fetch("/v1/live", { headers, signal: connection.signal }));
  if (answer.status === 401) return false;
  if (!answer.ok) throw new Error("live: " + answer.status);
  status = "connected";
  show();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ;) {
    const { value, done } = await inTime(connection, reader.read());
    if (done) return true;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    blocks.filter((block) => !block.startsWith(":")).forEach(take);
  }
}

async function run() {
  for (;;) {
    try {
      if (await watch()) {
        await new Promise((go) => setTimeout(go, RETRY_MILLIS / 10)); // the server ended it: it stops, or our token is over
      } else if (!(await renew())) {
        forget();
        status = "over";
        form.hidden = false;
        show();
        form.email.focus();
        return;
      }
    } catch (e) {
      status = "lost";
      show();
      await new Promise((go) => setTimeout(go, RETRY_MILLIS));
    }
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await post("/v1/auth/sign-in", { email: form.email.value, password: form.password.value }).catch(() => undefined);
  if (!answer || !answer.ok) {
    status = answer ? "wrong" : "lost";
    show();
    form.password.focus();
    return;
  }
  forget();
  keep(await answer.json());
  form.password.value = "";
  form.hidden = true;
  document.querySelector("h1").focus(); // else the keyboard is nowhere
  run();
});
document.querySelectorAll("[data-language]").forEach((node) => node.addEventListener("click", () => {
  language = node.dataset.language;
  show();
}));
show();
