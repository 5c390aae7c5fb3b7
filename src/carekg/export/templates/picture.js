// The page of a picture: search, filters, a date, and the words of what is chosen. It asks nobody for anything.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const nodes = new Map(data.nodes.map((node) => [node.key, node]));
  const ties = new Map(data.ties.map((tie) => [tie.key, tie]));
  const words = byId("words"), svg = document.querySelector(".picture svg"), frame = document.querySelector(".picture");
  const hint = words.innerHTML, day = byId("day"), slider = byId("date");

  // dates: the days on which anything here began or ended, and the date of the picture
  const days = new Set([data.as_of, data.since].filter(Boolean));
  for (const one of [...data.nodes, ...data.ties.flatMap((tie) => tie.said)])
    for (const date of [one.from, one.until]) if (date && date <= data.as_of) days.add(date);
  const dates = [...days].sort();
  slider.max = dates.length - 1; slider.value = dates.length - 1;
  slider.setAttribute("aria-valuetext", data.as_of);
  const there = (one, date) => (!one.from || one.from <= date) && (!one.until || one.until > date);

  const off = (name) => new Set([...document.querySelectorAll(`input[data-${name}]`)].filter((box) => !box.checked).map((box) => box.dataset[name]));
  function show() {
    const kinds = off("kind"), sorts = off("tie"), changes = off("change"), date = dates[slider.value], all = date === data.as_of;
    day.textContent = date; slider.setAttribute("aria-valuetext", date);
    const shown = new Set();
    for (const node of nodes.values()) {
      const seen = !kinds.has(node.kind) && (all || there(node, date));
      byId(node.key).classList.toggle("hidden", !seen);
      if (seen) shown.add(node.key);
    }
    for (const tie of ties.values()) {
      const seen = shown.has(tie.source) && shown.has(tie.target) && !sorts.has(tie.kind) && !changes.has(tie.change)
        && (all || tie.said.some((said) => there(said, date)));
      byId(tie.key).classList.toggle("hidden", !seen);
      for (const row of document.querySelectorAll(`tr[data-row="${tie.key}"]`)) row.classList.toggle("hidden", !seen);
    }
    for (const count of document.querySelectorAll("[data-count]")) count.classList.toggle("hidden", byId(count.dataset.count).classList.contains("hidden"));
  }

  const line = (parent, name, text) => parent.appendChild(Object.assign(document.createElement(name), { textContent: text }));
  function list(said) {
    const item = document.createElement("li");
    item.textContent = `${said.title} `;
    if (/^https?:\/\//.test(said.ground)) {
      const link = line(item, "a", said.ground.replace(/^https?:\/\/(www\.)?/, ""));
      link.href = said.ground; link.rel = "noopener";
    }
    return item;
  }
  function tell(title, facts, said) {
    words.replaceChildren();
    line(words, "h2", title);
    for (const fact of facts) if (fact) line(words, "p", fact);
    const all = document.createElement("ul");
    all.append(...said.map(list));
    words.append(all);
  }
  function fade(keep) {
    for (const one of document.querySelectorAll(".picture .node, .picture .ties path, [data-count]"))
      one.classList.toggle("faded", keep !== null && !keep.has(one.dataset.count || one.id));
  }
  function chooseNode(key) {
    const node = nodes.get(key), own = [...ties.values()].filter((tie) => tie.source === key || tie.target === key);
    fade(new Set([key, ...own.flatMap((tie) => [tie.key, tie.source, tie.target])]));
    const dated = [node.from && `from ${node.from}`, node.until && `until ${node.until}`].filter(Boolean).join(" ");
    tell(node.label, [[node.kind, node.sector, node.code, dated, node.change, node.note].filter(Boolean).join("; ")], own.flatMap((tie) => tie.said));
  }
  function chooseTie(key) {
    const tie = ties.get(key);
    fade(new Set([key, tie.source, tie.target]));
    tell(`${nodes.get(tie.source).label} – ${nodes.get(tie.target).label}`, [tie.change], tie.said);
  }
  function rest() { fade(null); words.innerHTML = hint; for (const one of document.querySelectorAll(".found")) one.classList.remove("found"); }
  svg.addEventListener("click", (event) => {
    const node = event.target.closest(".node"), tie = event.target.closest(".ties path");
    if (node) { event.preventDefault(); chooseNode(node.id); } else if (tie) chooseTie(tie.id); else rest();
  });
  svg.addEventListener("keydown", (event) => {
    const node = event.target.closest(".node");
    if (node && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); chooseNode(node.id); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") rest(); });

  byId("search").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const one of document.querySelectorAll(".found")) one.classList.remove("found");
    if (!wanted) return rest();
    const found = data.nodes.filter((node) => node.label.toLowerCase().includes(wanted) || node.code.toLowerCase() === wanted);
    fade(new Set(found.map((node) => node.key)));
    for (const node of found) byId(node.key).classList.add("found");
    if (found.length) byId(found[0].key).scrollIntoView({ block: "center", inline: "center" });
    if (found.length === 1) chooseNode(found[0].key);
  });

  let scale = 1;
  const wide = svg.viewBox.baseVal.width, high = svg.viewBox.baseVal.height;
  function zoom(factor) {
    scale = Math.min(6, Math.max(0.05, factor));
    svg.setAttribute("width", wide * scale); svg.setAttribute("height", high * scale);
  }
  byId("in").addEventListener("click", () => zoom(scale * 1.3));
  byId("out").addEventListener("click", () => zoom(scale / 1.3));
  byId("fit").addEventListener("click", () => zoom((frame.clientWidth - 4) / wide));
  byId("print").addEventListener("click", () => window.print());
  slider.addEventListener("input", show);
  document.querySelectorAll("input[type=checkbox]").forEach((box) => box.addEventListener("change", show));
  zoom(Math.min(1, (frame.clientWidth - 4) / wide));
})();
