// Reads a file of Power Query by Microsoft's own parser, which npm installs beside the assets of the pages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , modules, file] = process.argv;
const { DefaultSettings, TaskUtils } = createRequire(`${modules}/`)("@microsoft/powerquery-parser");
const task = await TaskUtils.tryLexParse(DefaultSettings, readFileSync(file, "utf8"));
if (task.resultKind !== "Ok") throw task.error;
