import { spawn } from "node:child_process";
import { findDeployedNode } from "./deployed-node.ts";

/*
 * Runs a program on the Node that stands for the functions' runtime.
 *
 * Usage: tsx bench/runtime/run.ts <arguments for node>…
 */

const node = findDeployedNode();
if (node.kind === "missing") {
  console.error(node.reason);
  // A check that runs on another Node would prove nothing.
  if (process.env.CI) process.exit(1);
  console.error(`Going on with Node ${process.version}.`);
}
const path = node.kind === "missing" ? process.execPath : node.path;
const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => child.kill(signal));
}
child.once("exit", (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
