// Copies what pages load into the folder that the service serves: our scripts, and the files of libraries by name.
import { copyFileSync, readdirSync } from "node:fs";

const TO = "../carekg_api/pages/static";
const FILES = {
  "favicon.svg": "favicon.svg",
  "node_modules/@zazuko/yasgui/build/yasgui.min.js": "yasgui.js",
  "node_modules/@zazuko/yasgui/build/yasgui.min.css": "yasgui.css",
  "node_modules/cytoscape/dist/cytoscape.esm.min.mjs": "cytoscape.mjs",
  "node_modules/swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui.js",
  "node_modules/swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
};

for (const [from, to] of Object.entries(FILES)) copyFileSync(from, `${TO}/${to}`);
for (const name of readdirSync("js")) copyFileSync(`js/${name}`, `${TO}/${name}`);
