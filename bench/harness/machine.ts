import os from "node:os";

/** What the figures of a run hold for: nothing is claimed of any other machine. */
export function describeMachine(): string {
  const cpus = os.cpus();
  return `${cpus[0]?.model.trim() ?? "unknown CPU"}, ${cpus.length} cores, Node ${process.version}`;
}
