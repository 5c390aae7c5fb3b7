// What every page gains where scripts run: suggestions under the boxes that take a name. Without them, forms work.
const DELAY = 120;

function suggest(box) {
  const list = document.createElement("ul");
  list.className = "carekg-suggestions";
  list.id = `${box.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);
  let timer = 0;
  let asked = 0;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    box.value = item.dataset.name;
    close();
    if (box.form && box.dataset.suggest === "header") box.form.requestSubmit();
  };
  const mark = (number) => {
    const items = [...list.children];
    chosen = (number + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    box.setAttribute("aria-activedescendant", items[chosen].id);
  };
  const show = (rows) => {
    list.replaceChildren(
      ...rows.map((row, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.dataset.name = row.label;
        item.textContent = row.context ? `${row.label} – ${row.context}` : row.label;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(item);
        });
        return item;
      }),
    );
    list.hidden = rows.length === 0;
    box.setAttribute("aria-expanded", String(rows.length > 0));
    chosen = -1;
  };
  const ask = async () => {
    const text = box.value.trim();
    const turn = ++asked;
    if (text.length < 2) return close();
    const kind = box.dataset.kind ? `&kind=${encodeURIComponent(box.dataset.kind)}` : "";
    const answer = await fetch(`/search.json?q=${encodeURIComponent(text.slice(0, 200))}${kind}`);
    if (turn !== asked || !answer.ok) return undefined;
    return show(await answer.json());
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);

// A picture of ties can be opened as a network; what that takes is loaded only then.
document.querySelectorAll("figure[data-graph]").forEach((figure) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  button.textContent = "Open as a network to walk in";
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { open } = await import("/static/network.js");
    await open(figure);
    button.remove();
  });
  figure.append(button);
});
