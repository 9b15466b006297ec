import { createWriteStream } from "node:fs";
import { StartError } from "../packages/cfn-local/start-error.ts";

export interface AccessLogFile {
  write(line: string): void;
  stop(): Promise<void>;
}

/**
 * The access log of all stages, as a file that each run starts anew. Only its owner may read it.
 *
 * @throws StartError if it cannot be written
 */
export async function openAccessLogFile(path: string): Promise<AccessLogFile> {
  const stream = createWriteStream(path, { mode: 0o600 });
  await new Promise<void>((resolve, reject) => {
    stream.once("open", () => resolve());
    stream.once("error", ({ message }) => {
      reject(new StartError(`The access log cannot be written: ${message}`));
    });
  });
  // A disk that fills up later must not end the run.
  stream.on("error", () => {});
  return {
    write: (line) => void stream.write(`${line}\n`),
    stop: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
