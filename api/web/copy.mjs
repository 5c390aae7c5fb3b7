// Copies what pages load into the folder that the service serves: our scripts, and the files of libraries by name.
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";

const TO = "../carekg_api/pages/static";
const FILES = {
  "favicon.svg": "favicon.svg",
  "node_modules/@zazuko/yasgui/build/yasgui.min.js": "yasgui.js",
  "node_modules/@zazuko/yasgui/build/yasgui.min.css": "yasgui.css",
  "node_modules/nhsuk-frontend/dist/nhsuk/assets/images/nhsuk-icon-cross.svg": "nhsuk-icon-cross.svg",
  "node_modules/cytoscape/dist/cytoscape.esm.min.mjs": "cytoscape.mjs",
  "node_modules/swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui.js",
  "node_modules/swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
};

for (const [from, to] of Object.entries(FILES)) copyFileSync(from, `${TO}/${to}`);
// the font in which pictures are lettered, with its licence
const FONT = "../../src/carekg/export/font", ARIMO = "node_modules/@expo-google-fonts/arimo";
mkdirSync(FONT, { recursive: true });
copyFileSync(`${ARIMO}/400Regular/Arimo_400Regular.ttf`, `${FONT}/Arimo_400Regular.ttf`);
copyFileSync(`${ARIMO}/700Bold/Arimo_700Bold.ttf`, `${FONT}/Arimo_700Bold.ttf`);
copyFileSync(`${ARIMO}/LICENSE_FONT`, `${FONT}/OFL.txt`);
for (const name of readdirSync("js")) copyFileSync(`js/${name}`, `${TO}/${name}`);
