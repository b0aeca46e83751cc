// The checks of a page, run inside it. Each returns faults as sentences.
(() => {
  // hidden is what only a screen reader meets, or what waits above the page for a key.
  const hidden = (e) => {
    const box = e.getBoundingClientRect();
    return !e.checkVisibility({ visibilityProperty: true }) || box.width <= 1 || box.height <= 1 || box.bottom <= 0 && scrollY === 0 ||
      e.closest(".hide") !== null;
  };
  const name = (e) => {
    const text = (e.getAttribute("aria-label") || e.textContent || e.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return e.tagName.toLowerCase() + (e.getAttribute("class") ? "." + e.getAttribute("class").trim().replace(/\s+/g, ".") : "") + (text ? ` “${text}”` : "");
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter((e) => !hidden(e));
  const round = (n) => Math.round(n * 100) / 100;

  // reflow: nothing is wider than the window, or beside it.
  function reflow() {
    const root = document.documentElement, width = root.clientWidth, faults = [];
    if (root.scrollWidth > width) faults.push(`the page is ${root.scrollWidth - width} px wider than the window`);
    for (const e of all("body *")) {
      const box = e.getBoundingClientRect();
      if ((box.left < -0.5 || box.right > width + 0.5) && !e.closest("[role=region]")) {
        faults.push(`${name(e)} reaches from ${round(box.left)} to ${round(box.right)} in ${width} px`);
      }
    }
    return faults.slice(0, 3);
  }

  const block = (e) => {
    while (getComputedStyle(e).display.startsWith("inline") && !/inline-(block|flex|grid)/.test(getComputedStyle(e).display)) e = e.parentElement;
    return e;
  };

  function* texts(root = document.body) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      if (n.data.trim() && !hidden(n.parentElement) && !n.parentElement.closest("script, style, option")) yield n;
    }
  }

  // clipped: every text is inside the box that it belongs to, and no box cuts.
  function clipped() {
    const faults = [];
    for (const n of texts()) {
      const range = document.createRange();
      range.selectNodeContents(n);
      const box = block(n.parentElement).getBoundingClientRect();
      for (const line of range.getClientRects()) {
        if (line.width && (line.left < box.left - 1 || line.right > box.right + 1)) faults.push(`the text of ${name(n.parentElement)} leaves its box`);
      }
    }
    for (const e of all("body *:not(input, select)")) {
      const { overflowX, overflowY } = getComputedStyle(e);
      if (overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1 || overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) {
        if (!e.closest("[role=region]")) faults.push(`${name(e)} cuts what is in it`);
      }
    }
    return faults.slice(0, 3);
  }

  // spaced is the same with the text spacing of WCAG 1.4.12. Arabic is not written with
  // space between its letters.
  function spaced() {
    const sheet = new CSSStyleSheet();
    const letters = document.documentElement.lang === "ar" ? "" : "letter-spacing: .12em !important;";
    sheet.replaceSync(`* { line-height: 1.5 !important; word-spacing: .16em !important; ${letters} } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
    const faults = [...reflow(), ...clipped()].map((f) => "with more space in its text, " + f);
    document.adoptedStyleSheets = [];
    return faults;
  }

  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";

  // inSentence is a link between words, which WCAG 2.5.8 lets be as high as they are.
  const inSentence = (e) => e.tagName === "A" && getComputedStyle(e).display === "inline" &&
    [...e.parentElement.childNodes].some((n) => n !== e && n.textContent.trim());

  // targets: whatever is pressed is large enough to be hit.
  function targets() {
    const faults = [];
    for (const e of all(controls)) {
      if (e.closest("svg")) continue; // a column of a chart has its link in the table too
      const box = e.getBoundingClientRect();
      const high = e.matches(".button") ? 44 : 24;
      if (!inSentence(e) && (box.width < 24 || box.height < high)) {
        faults.push(`${name(e)} is ${round(box.width)} by ${round(box.height)} px`);
      }
    }
    return faults;
  }

  const codes = /AE\d{2}(?: ?\d{3,4}){5,6}|\+\d{3} \d\d (?:\d|X){3} (?:\d|X){4}|784-\d{4}-(?:\d|X){7}-(?:\d|X)|[\w.'…-]+@[\w.-]+\.\w+|TK-\w{5}-\w{5}|https?:\/\/[\w.:-]+|[0-9a-f]{64}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d\.\d{3}Z?)?|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}/g;

  // seen is a piece of text as the eye meets it: from the left, line after line.
  function seen(node, from, to) {
    const lines = [];
    for (let i = from; i < to; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = [...range.getClientRects()].find((r) => r.width > 0);
      if (!box) continue;
      let line = lines.find((l) => Math.abs(l.top - box.top) < box.height / 2);
      if (!line) lines.push(line = { top: box.top, letters: [] });
      line.letters.push([box.left, node.data[i]]);
    }
    lines.sort((a, b) => a.top - b.top);
    return lines.map((l) => l.letters.sort((a, b) => a[0] - b[0]).map((x) => x[1]).join("")).join("");
  }

  // codesInOrder: identifiers read from left to right, in whatever text they stand.
  function codesInOrder() {
    const faults = [], bare = (s) => s.replace(/\s+/g, "");
    let found = 0;
    for (const n of texts()) {
      for (const match of n.data.matchAll(codes)) {
        found++;
        const style = getComputedStyle(n.parentElement);
        if (style.direction !== "ltr" || style.display === "inline" && !style.unicodeBidi.includes("isolate")) {
          faults.push(`${match[0]} is not isolated in ${name(n.parentElement)}`);
        }
        const read = seen(n, match.index, match.index + match[0].length);
        if (bare(read) !== bare(match[0])) faults.push(`${match[0]} reads as ${read}`);
      }
    }
    for (const e of all("input[dir=ltr]")) {
      if (getComputedStyle(e).direction !== "ltr") faults.push(`${name(e)} is not typed from left to right`);
    }
    return { faults, found };
  }

  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = new Map();
  function rgba(color) {
    if (!painted.has(color)) painted.set(color, paintedAs(color));
    return painted.get(color);
  }
  function paintedAs(color) {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  }
  const over = (top, under) => {
    const a = top[3] / 255;
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)).concat(255);
  };
  function ground(e) {
    const layers = [];
    for (; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 255) break;
    }
    return layers.reduceRight((under, top) => over(top, under), [255, 255, 255, 255]);
  }
  const luminance = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const v = c[i] / 255;
    return sum + weight * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  }, 0);
  function contrast(a, b) {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }

  const boxed = "input:not([type=radio]):not([type=checkbox]), select, textarea, .button, .button-second";

  // least is the contrast that a text of this size needs.
  function least(style) {
    const size = parseFloat(style.fontSize);
    return size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5;
  }
  function inked(e) {
    const own = ground(e), style = getComputedStyle(e);
    return [contrast(over(rgba(style.color), own), own), least(style)];
  }

  // legible: every text stands out from its ground.
  function legible() {
    const faults = new Set();
    for (const n of texts()) {
      const [has, needs] = inked(n.parentElement);
      if (has < needs) faults.add(`the text of ${name(n.parentElement)} has a contrast of ${round(has)}`);
    }
    return [...faults];
  }

  // readable: the text of a control, and the edge of one that has an edge, stand out as
  // they are at this moment.
  function readable(e, state) {
    const faults = [], style = getComputedStyle(e), own = ground(e), around = ground(e.parentElement);
    const [has, needs] = inked(e);
    if ((e.textContent.trim() || e.value) && has < needs) faults.push(`the text of ${name(e)} (${state}) has a contrast of ${round(has)}`);
    if (e.matches(boxed)) {
      const edge = Math.max(contrast(over(rgba(style.borderTopColor), around), around), contrast(own, around));
      if (edge < 3) faults.push(`the edge of ${name(e)} (${state}) has a contrast of ${round(edge)}`);
    }
    return faults;
  }

  // kindOf is what decides how a control looks.
  const kindOf = (e) => {
    const path = [];
    for (let n = e; n && n !== document.documentElement && path.length < 5; n = n.parentElement) {
      path.push(n.tagName + "." + n.className + (n.getAttribute("aria-current") || "") + (n.getAttribute("aria-invalid") || "") + (n.type || ""));
    }
    return path.join(" < ");
  };

  // probe marks one control of each kind that was not looked at before.
  function probe(known) {
    const before = new Set(known || []), fresh = [];
    for (const e of all(controls)) {
      const kind = kindOf(e);
      if (before.has(kind)) continue;
      before.add(kind);
      fresh.push(kind);
      e.dataset.probe = "";
    }
    return fresh;
  }
  function unmark() {
    for (const e of document.querySelectorAll("[data-probe]")) delete e.dataset.probe;
    return true;
  }
  const probed = (state) => [...document.querySelectorAll("[data-probe]")].flatMap((e) => readable(e, state));

  // tabbable is what the Tab key visits, in the order of the document.
  function tabbable() {
    const groups = new Set();
    return all(controls + ", [tabindex]").filter((e) => {
      if (e.tabIndex < 0 || e.disabled) return false;
      if (e.type !== "radio") return true;
      const group = [...document.querySelectorAll(`input[name="${e.name}"]`)];
      if (group.some((r) => r.checked) ? !e.checked : groups.has(e.name)) return false;
      groups.add(e.name);
      return true;
    });
  }

  let walk = null;

  // watchFocus begins a walk with the Tab key.
  function watchFocus() {
    document.activeElement.blur();
    const skip = document.querySelector(".skip");
    walk = { want: [skip, ...tabbable().filter((e) => e !== skip)], met: [], faults: [], rest: new Map() };
    for (const e of walk.want) {
      const { outlineStyle, boxShadow } = getComputedStyle(e);
      walk.rest.set(e, { outlineStyle, boxShadow });
    }
    document.addEventListener("focusin", (event) => {
      const e = event.target;
      if (walk.met.includes(e)) return;
      walk.met.push(e);
      walk.faults.push(...focusSeen(e));
    });
    return walk.want.length;
  }

  function focusSeen(e) {
    const faults = [], style = getComputedStyle(e), rest = walk.rest.get(e);
    if (!rest) return [`${name(e)} takes the focus, and should not`];
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!ringed && style.boxShadow === rest.boxShadow || rest.outlineStyle === style.outlineStyle && rest.boxShadow === style.boxShadow) {
      faults.push(`${name(e)} does not show that it has the focus`);
    }
    const around = ground(e.parentElement);
    if (ringed && contrast(over(rgba(style.outlineColor), around), around) < 3) faults.push(`the focus of ${name(e)} is hard to see`);
    const box = e.getClientRects()[0];
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (!top || !e.contains(top) && !top.contains(e)) faults.push(`${name(e)} has the focus and is covered by ${top ? name(top) : "the edge of the window"}`);
    return faults;
  }

  const left = () => Math.max(0, walk.want.length - walk.met.length);

  // focusWalk ends the walk: everything was met, in the order of the document.
  function focusWalk() {
    const faults = walk.faults, missed = walk.want.filter((e) => !walk.met.includes(e));
    for (const e of missed) faults.push(`${name(e)} is never reached`);
    const start = walk.want.indexOf(walk.met[0]);
    const order = [...walk.want.slice(start), ...walk.want.slice(0, start)];
    if (!missed.length && order.some((e, i) => e !== walk.met[i])) faults.push("the order of the Tab key is not that of the document");
    return faults;
  }

  // errorsLead: the summary of errors has the focus, and each of its links gives it to the
  // field that is wrong.
  function errorsLead() {
    const faults = [], summary = document.querySelector(".summary-error");
    if (document.activeElement !== summary) faults.push("the summary does not have the focus");
    const links = summary.querySelectorAll("a");
    if (!links.length) faults.push("the summary leads nowhere");
    for (const a of links) {
      a.click();
      const field = document.activeElement;
      if ("#" + field.id !== a.hash || field.getAttribute("aria-invalid") !== "true") faults.push(`${name(a)} leads to ${name(field)}`);
    }
    return faults;
  }

  // forced: with the colours of the reader's choice, each control still has an edge or a
  // line, and each icon a colour that stands out.
  function forced() {
    const faults = [];
    for (const e of all(boxed + ", .tag, .note, .panel")) {
      const style = getComputedStyle(e), around = ground(e.parentElement);
      const edges = ["Top", "Left", "Bottom", "Right"].filter((side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0 &&
        contrast(rgba(style[`border${side}Color`]), around) >= 3);
      if (!edges.length) faults.push(`${name(e)} has no edge`);
    }
    for (const e of all("a[href]")) {
      if (contrast(rgba(getComputedStyle(e).color), ground(e)) < 4.5) faults.push(`${name(e)} is hard to read`);
    }
    for (const e of all("svg")) {
      const shape = e.querySelector("path, circle, rect:not(.target)");
      if (!shape) continue;
      const style = getComputedStyle(shape), ink = style.fill === "none" ? style.stroke : style.fill;
      if (contrast(rgba(ink), ground(e)) < 3) faults.push(`the icon in ${name(e.parentElement)} is hard to see`);
    }
    return faults;
  }

  // still: nothing moves.
  function still() {
    const faults = document.getAnimations().map((a) => `${name(a.effect.target)} moves`);
    for (const e of document.querySelectorAll("*")) {
      const style = getComputedStyle(e);
      const takes = (list) => list.split(",").some((s) => parseFloat(s) > 0);
      if (style.animationName !== "none" && takes(style.animationDuration) || takes(style.transitionDuration)) faults.push(`${name(e)} would move`);
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") faults.push("the page glides");
    return faults;
  }

  // audit runs rules of axe-core, named one by one or by tag.
  async function audit(rules) {
    const result = await axe.run(document, { runOnly: rules, resultTypes: ["violations", "incomplete"], elementRef: false, preload: false });
    const told = (list) => list.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${[...n.any, ...n.all, ...n.none].map((c) => c.message).join("; ")}`));
    return { violations: told(result.violations), incomplete: told(result.incomplete) };
  }

  // layout is every check that depends on the width of the window.
  const layout = () => [...reflow(), ...clipped(), ...spaced(), ...targets()];

  window.checks = { layout, codesInOrder, legible, probe, probed, unmark, watchFocus, left, focusWalk, errorsLead, forced, still, audit };
})();
