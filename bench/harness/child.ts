import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type * as z from "zod";

/** The SDK warns about the Node that the measurements run on, not the one that is deployed. */
export const quietSdk = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

/**
 * Runs a TypeScript module in a child process, with one task, and waits for its report.
 *
 * @throws Error if the process ends without a report
 */
export function runInChild<T>(module: URL, task: object, report: z.ZodType<T>): Promise<T> {
  const child = fork(fileURLToPath(module), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...quietSdk },
  });
  child.send(task);
  return new Promise((resolve, reject) => {
    child.once("message", (message) => {
      try {
        resolve(report.parse(message));
      } catch (error) {
        reject(error);
      }
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`a process ended early with code ${code}`)));
  });
}

/** The child's side: runs the task, sends the report and ends the process. */
export function runTask<T>(task: z.ZodType<T>, work: (task: T) => Promise<object>): void {
  process.once("message", (message) => {
    work(task.parse(message)).then(
      (report) => process.send?.(report, () => process.exit(0)),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
