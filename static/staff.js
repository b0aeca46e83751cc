// What only the back office has: new events as they come, and keys. Everything is there
// without it too.

// New events are counted, not pushed in: what somebody reads does not move. Nothing is
// asked for while nobody looks.
function live(box) {
  const [button, news, status] = [box.querySelector("button"), box.querySelector("a"), box.querySelector("[role=status]")];
  let source = null, count = 0;

  const show = () => {
    news.hidden = count === 0;
    news.textContent = `${news.dataset.news}: ${count}`;
    status.textContent = news.textContent;
  };
  const stop = () => {
    if (source) source.close();
    source = null;
  };
  const start = () => {
    stop();
    source = new EventSource(box.dataset.live);
    source.addEventListener("news", (event) => {
      count += Number(event.data) || 0;
      show();
    });
  };
  box.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? button.dataset.pause : button.dataset.start;
    if (on) start(); else stop();
  });
  document.addEventListener("visibilitychange", () => {
    if (button.getAttribute("aria-pressed") !== "true") return;
    if (document.hidden) stop(); else start();
  });
}

// Single keys, which their owner can switch off: / to search, j and k to move, Enter to
// open (a link does that by itself). By the place of the key, so that an Arabic keyboard
// has them too.
function keys(box) {
  const off = "takeed.keys";
  const links = [...document.querySelectorAll(".events tbody a[href*='/staff/events/']")];
  const choice = box.querySelector("input");
  let here = -1;

  const move = (by) => {
    if (links.length === 0) return;
    here = Math.max(0, Math.min(links.length - 1, here + by));
    links[here].focus();
  };
  const actions = {
    Slash: () => document.getElementById("q")?.focus(),
    KeyJ: () => move(1),
    KeyK: () => move(-1),
  };
  box.hidden = false;
  choice.checked = localStorage.getItem(off) !== "off";
  choice.addEventListener("change", () => localStorage.setItem(off, choice.checked ? "on" : "off"));
  addEventListener("keydown", (event) => {
    if (!choice.checked || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const action = actions[event.code];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

for (const box of document.querySelectorAll("[data-live]")) live(box);
for (const box of document.querySelectorAll("[data-keys]")) keys(box);
