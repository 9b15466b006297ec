import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningLatchkey, type StartOptions, startLocal } from "../../../local/start.ts";

/** A local run that the operators' tools can find. */
export interface FindableRun extends RunningLatchkey {
  /** The environment variables with which a tool finds this run and no other. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function startFindable(options: Partial<StartOptions> = {}): Promise<FindableRun> {
  const runDirectory = mkdtempSync(join(tmpdir(), "latchkey-run-"));
  const running = await startLocal({ port: 0, runDirectory, maxContainers: 1, ...options });
  return {
    ...running,
    environment: { LATCHKEY_RUN_DIR: runDirectory },
    async stop() {
      await running.stop();
      rmSync(runDirectory, { recursive: true });
    },
  };
}
