// The one script of the portal. Every page does all it has to do without it: this only
// saves waiting, a second click, and a sign-in that ran out.

// A form is sent once. If nothing came of it, it may be sent again.
function sendOnce(form) {
  const release = () => { delete form.dataset.sent; };
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(release, 10000);
  });
  addEventListener("pageshow", release);
}

// The page of an attempt asks whether its state has changed, ever less often, and not
// while nobody looks. The server writes the words.
function poll(box) {
  const status = box.querySelector("[role=status]");
  const left = box.querySelector("[data-left]");
  const first = 2000, slowest = 20000;
  let pause = first, timer = 0, announced = false;

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
    pause = Math.min(pause * 1.3, slowest);
  };
  const show = (now) => {
    if (now.stage !== box.dataset.stage) {
      status.textContent = box.dataset.changed;
      location.reload();
      return;
    }
    if (left && now.left && left.textContent !== now.left) left.textContent = now.left;
    if (now.soon && !announced) {
      announced = true;
      status.textContent = now.soon;
    }
    schedule();
  };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.poll, { redirect: "manual" });
      if (answer.ok) return show(await answer.json());
      if (answer.type === "opaqueredirect" || answer.status === 404) return location.reload();
    } catch { /* the network is away; it may come back */ }
    schedule();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    pause = first;
    ask();
  });
  schedule();
}

// Where the browser does not let us copy, the text is selected, for its owner to do it.
function copies(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.nextElementSibling.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
    }
  });
}

// Two minutes before a session ends for want of use, its owner is asked. Another tab may
// have been used meanwhile: the last use is shared between tabs.
function keepSession(box) {
  const idle = Number(box.dataset.idle) * 1000, warning = 120000, key = "takeed.used" + box.dataset.keep.slice(3);
  const used = () => Number(localStorage.getItem(key)) || 0;
  const now = () => { localStorage.setItem(key, String(Date.now())); };
  const look = () => {
    const gone = Date.now() - used();
    if (gone > idle) return location.reload();
    box.hidden = gone < idle - warning;
  };
  now();
  setInterval(look, 5000);
  box.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(box.dataset.keep, { redirect: "manual" });
    if (!answer.ok) return location.reload();
    now();
    look();
  });
}

for (const form of document.querySelectorAll("form[method=post]")) sendOnce(form);
for (const box of document.querySelectorAll("[data-poll]")) poll(box);
for (const button of document.querySelectorAll("[data-copy]")) copies(button);
for (const box of document.querySelectorAll("[data-idle]")) keepSession(box);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
