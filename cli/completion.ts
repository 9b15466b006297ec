import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { CliError } from "./exit-code.ts";

const name = "complete";
const shells = ["bash", "zsh", "fish", "powershell"];

const afterHelp = `
Prints the script that completes commands and options. For example:
  bash  source <(latchkey complete bash)     in ~/.bashrc, after bash-completion
  zsh   source <(latchkey complete zsh)      in ~/.zshrc, after compinit
  fish  latchkey complete fish | source      in ~/.config/fish/config.fish

The shell has to know the name latchkey. If it is not on the PATH:
  latchkey() { npx --no-install latchkey "$@"; }`;

/** Adds `latchkey complete <shell>`, which knows the commands from the program itself. */
export function withCompletion(program: Command): Command {
  tab(program);
  const complete = program.commands.find((command) => command.name() === name);
  complete?.addHelpText("after", afterHelp).hook("preAction", (_, { args }) => {
    // Commander has it, as the library needs it, but does not declare it.
    const words: unknown = Reflect.get(program, "rawArgs");
    const asksForWords = Array.isArray(words) && words[1] === "--";
    if (asksForWords || shells.includes(args[0] ?? "")) return;
    throw new CliError("misuse", `Name the shell: ${shells.join(", ")}.`);
  });
  return program;
}
