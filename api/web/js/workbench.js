// The query workbench: YASGUI, with completion by the names in words of what is in the data, and labels in results.
const place = document.getElementById("yasgui");
const plain = document.getElementById("plain-query");
const PREFIXES = JSON.parse(place.dataset.prefixes);
const known = new Map();

async function complete(yasqe, token, kind) {
  const typed = encodeURIComponent(token.autocompletionString || token.string || "");
  const typedClass = /\ba\s+([a-z-]+:\w+)/.exec(yasqe.getValue());
  const of = kind === "property" && typedClass ? `&class=${encodeURIComponent(typedClass[1])}` : "";
  const answer = await fetch(`/complete.json?kind=${kind}&q=${typed}${of}`);
  if (!answer.ok) return [];
  const rows = await answer.json();
  rows.forEach((row) => known.set(row.name, `${row.name}   ${row.label} (${row.count})`));
  return rows.map((row) => row.name);
}

function completer(name, kind, fits) {
  return {
    name,
    bulk: false,
    autoShow: false,
    persistenceId: null,
    isValidCompletionPosition: fits,
    get: (yasqe, token) => complete(yasqe, token, kind),
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, displayText: known.get(hint.text) || hint.text })),
  };
}

function before(yasqe) {
  const cursor = yasqe.getDoc().getCursor();
  return yasqe.getDoc().getRange({ line: Math.max(0, cursor.line - 3), ch: 0 }, cursor);
}

// The server knows the prefixes; the editor wants them declared.
function declared(text) {
  const used = Object.keys(PREFIXES).filter((name) => new RegExp(`(^|[^\\w-])${name}:`).test(text));
  const missing = used.filter((name) => !new RegExp(`prefix\\s+${name}:`, "i").test(text));
  return missing.map((name) => `PREFIX ${name}: <${PREFIXES[name]}>\n`).join("") + text;
}

if (window.Yasgui) {
  const { Yasgui } = window;
  const isClass = (yasqe) => /\ba\s+[\w:-]*$/.test(before(yasqe));
  const isProperty = (yasqe) => !isClass(yasqe) && /(\?\w+|;|\})\s+[\w:-]*$/.test(before(yasqe));
  Yasgui.Yasqe.registerAutocompleter(completer("carekg-class", "class", isClass));
  Yasgui.Yasqe.registerAutocompleter(completer("carekg-property", "property", isProperty));
  Yasgui.Yasqe.defaults.autocompleters = ["carekg-class", "carekg-property", "variables"];
  const query = declared(plain.elements.query.value);
  place.hidden = false;
  plain.hidden = true;
  const asked = location.hash;
  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint: new URL(place.dataset.endpoint, location.href).href, method: "GET" },
    copyEndpointOnNewTab: true,
    persistenceId: "carekg",
    yasqe: { value: query },
    yasr: { prefixes: PREFIXES },
  });
  const share = (text) => history.replaceState(null, "", `#query=${encodeURIComponent(text)}`);
  if (asked) history.replaceState(null, "", asked); // the editor reads it, and takes it away
  yasgui.on("query", (_, tab) => share(tab.getYasqe().getValue()));
  const take = (text) => {
    const tab = yasgui.getTab() || yasgui.addTab(true);
    tab.getYasqe().setValue(declared(text));
    tab.getYasqe().query();
  };
  document.querySelectorAll("a[data-query]").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      take(link.dataset.query);
      place.scrollIntoView();
    }),
  );
}
