import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { reasonOf, StartError } from "../packages/cfn-local/start-error.ts";

/** The purpose of a directory. One directory may have both purposes. */
export type DirectoryUse = "data" | "run";

const settingOf: Readonly<Record<DirectoryUse, string>> = {
  data: "LATCHKEY_DATA_DIR",
  run: "LATCHKEY_RUN_DIR",
};

interface Owner {
  readonly file: string;
  readonly pid: number;
  readonly port: number;
  readonly id: string;
}

/** A web server that took over the port answers it, and thereby shows that it is no run. */
const question = "GET / HTTP/1.0\r\n\r\n";

/** The time in which a busy or suspended process has to show that it runs. */
const patienceMs = 2000;

/**
 * Locks a directory against other runs on this machine.
 *
 * The owner listens on 127.0.0.1 and says its id to whoever asks; a file's name tells others its
 * process, port and id. The system closes the port when the process ends, even by SIGKILL, and
 * whatever has that process number or port later does not know the id. So what a killed run leaves
 * behind blocks nobody and is removed. Each run writes its file before it looks for others', and no
 * two have the same name: of two that start at once, both may be refused, but never neither.
 *
 * @param path made if it is not there
 * @throws StartError naming the process that has it
 */
export async function lockDirectory(
  path: string,
  use: DirectoryUse,
): Promise<{ stop(): Promise<void> }> {
  const id = randomUUID();
  const server = await serveId(id);
  const file = join(path, fileName(use, portOf(server), id));
  const stop = async () => {
    await rm(file, { force: true }).catch(() => {});
    server.close();
  };
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(file, "", { flag: "wx", mode: 0o600 });
    for (const owner of await ownersOf(path, use)) {
      if (owner.id === id) continue;
      if (await isAlive(owner)) throw inUse(path, use, owner);
      await rm(owner.file, { force: true });
    }
    return { stop };
  } catch (error) {
    await stop();
    if (error instanceof StartError) throw error;
    throw new StartError(`${settingOf[use]} cannot be used: ${reasonOf(error)}`);
  }
}

function inUse(path: string, use: DirectoryUse, { pid }: Owner): StartError {
  return new StartError(
    `${path} is in use by process ${pid}: stop it, or set ${settingOf[use]} to another directory.`,
  );
}

function fileName(use: DirectoryUse, port: number, id: string): string {
  return `${use}-${process.pid}-${port}-${id}.lock`;
}

async function ownersOf(path: string, use: DirectoryUse): Promise<Owner[]> {
  const pattern = new RegExp(`^${use}-(\\d+)-(\\d+)-([0-9a-f-]{36})\\.lock$`);
  return (await readdir(path)).flatMap((name) => {
    const [, pid, port, id] = pattern.exec(name) ?? [];
    if (id === undefined) return [];
    return [{ file: join(path, name), pid: Number(pid), port: Number(port), id }];
  });
}

async function serveId(id: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(id));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

/** One that says nothing is a run that is busy or suspended. */
function isAlive({ port, id }: Owner): Promise<boolean> {
  return new Promise((resolve) => {
    let said = "";
    const decide = (alive: boolean) => {
      resolve(alive);
      socket.destroy();
    };
    const socket = connect(port, "127.0.0.1", () => socket.write(question));
    socket.setTimeout(patienceMs, () => decide(said === ""));
    socket.on("data", (chunk) => {
      said += chunk;
      if (said.length >= id.length) decide(said === id);
    });
    socket.once("error", () => decide(false));
    socket.once("close", () => decide(false));
  });
}
