/**
 * `npm run smoke -- --url … | --stage … | --local`: checks a deployment from outside. With `--local` it
 * starts a local run for the purpose, as CI does.
 */
import { type Command, Option } from "commander";
import type { CommandContext } from "../cli/command-context.ts";
import { latchkeyProgram } from "../cli/latchkey.ts";
import { main } from "../cli/main.ts";
import { type RunningLatchkey, startLocal } from "../local/start.ts";

let running: RunningLatchkey | undefined;

process.argv.splice(2, 0, "smoke");
try {
  await main(smokeProgram);
} finally {
  await running?.stop();
}

/** The CLI, whose smoke test can start a local run here. */
function smokeProgram(context: CommandContext): Command {
  const program = latchkeyProgram(context);
  program.commands
    .find((command) => command.name() === "smoke")
    ?.configureHelp({ commandUsage: () => "npm run smoke -- [options]" })
    .addOption(
      new Option("--local", "start a local run first, and check that").conflicts(["url", "stage"]),
    )
    .hook("preAction", async (command) => {
      if (command.opts().local !== true) return;
      running = await startLocal({ port: 0 });
      process.env.LATCHKEY_URL = running.url;
      process.env.LATCHKEY_OPERATOR_TOKEN = running.operatorToken;
    });
  return program;
}
