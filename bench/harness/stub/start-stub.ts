import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDatabase } from "../../../packages/cfn-local/services/database.ts";
import { makeCertificate } from "./certificate.ts";
import { readyMessage } from "./ready-message.ts";

/** AWS as a function sees it: two services over HTTPS. */
export interface Stub {
  readonly url: string;
  /** The certificate that a client must trust. */
  readonly certificateFile: string;
  /** The database behind the stub, to fill it. */
  readonly databaseEndpoint: string;
  /** The directory for the measured code. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** @param secret what Secrets Manager holds */
export async function startStub(secret: string): Promise<Stub> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const database = await startDatabase(undefined, undefined);
  const { certificateFile, certificate, key } = makeCertificate(directory);
  const child = fork(fileURLToPath(new URL("./https-stub.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  child.send({ databaseEndpoint: database.endpoint, secret, certificate, key });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(readyMessage.parse(message).port));
    child.once("exit", (code) => reject(new Error(`the stub ended early with code ${code}`)));
  });
  return {
    url: `https://localhost:${port}`,
    certificateFile,
    databaseEndpoint: database.endpoint,
    directory,
    async stop() {
      child.disconnect();
      await database.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
