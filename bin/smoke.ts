/**
 * `npm run smoke -- --url … | --stage … | --local`: checks a deployment from outside. With `--local` it
 * starts a local run for the purpose, as CI does.
 */
import { latchkeyProgram } from "../cli/latchkey.ts";
import { main } from "../cli/main.ts";
import { startLocal } from "../local/start.ts";

const words = process.argv.slice(2);
const isLocal = words.includes("--local");
const running = isLocal ? await startLocal({ port: 0 }) : undefined;
if (running) {
  process.env.LATCHKEY_URL = running.url;
  process.env.LATCHKEY_OPERATOR_TOKEN = running.operatorToken;
}
process.argv.splice(2, words.length, "smoke", ...words.filter((word) => word !== "--local"));
try {
  await main(latchkeyProgram);
} finally {
  await running?.stop();
}
