// A picture of ties opened as a network that one can walk in: click a thing to go to its page.
import cytoscape from "/static/cytoscape.mjs";

const ROOMS = [
  ["https://w3id.org/carekg/id/", "/doc/"],
  ["http://www.legislation.gov.uk/id/", "/law/"],
  ["http://statistics.data.gov.uk/id/statistical-geography/", "/place/"],
];

function address(iri) {
  const room = ROOMS.find(([start]) => iri.startsWith(start));
  return room ? room[1] + iri.slice(room[0].length) : null;
}

export async function open(figure) {
  const answer = await fetch(figure.dataset.graph);
  if (!answer.ok) return;
  const told = await answer.json();
  const elements = told.elements || told;
  const box = document.createElement("div");
  box.className = "carekg-network";
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", "Network; the table of this page says the same");
  figure.prepend(box);
  const network = cytoscape({
    container: box,
    elements,
    layout: { name: "cose", animate: false, nodeDimensionsIncludeLabels: true },
    style: [
      { selector: "node", style: { label: "data(label)", "background-color": "#1c4f50", "font-size": 11, "text-wrap": "wrap", "text-max-width": 110 } },
      { selector: "edge", style: { width: 1.5, "line-color": "#8aa", "target-arrow-color": "#8aa", "target-arrow-shape": "triangle", "curve-style": "bezier" } },
      { selector: "edge:selected", style: { label: "data(words)", "font-size": 10 } },
    ],
  });
  network.on("tap", "node", (event) => {
    const to = address(event.target.id()) || address(event.target.data("iri") || "");
    if (to) location.href = to + location.search;
  });
}
