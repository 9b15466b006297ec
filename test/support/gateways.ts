import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));

export interface RunningProgram {
  readonly url: string;
  stop(): Promise<void>;
}

export type GatewayName = "nginx" | "caddy" | "haproxy";
export type BackendName = "python" | "go";

interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Addresses {
  /** Each is host:port. */
  readonly listen: string;
  readonly latchkey: string;
  readonly backend: string;
  readonly directory: string;
}

const gateways: Readonly<Record<GatewayName, (addresses: Addresses) => Launch>> = {
  nginx({ listen, latchkey, backend, directory }) {
    const values: Record<string, string> = {
      LISTEN: listen,
      LATCHKEY: latchkey,
      BACKEND: backend,
    };
    const template = readFileSync(join(examples, "nginx/nginx.conf.template"), "utf8");
    const file = join(directory, "nginx.conf");
    // As `envsubst` does it.
    writeFileSync(
      file,
      template.replace(/\$\{([A-Z]+)\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`nginx.conf.template wants ${name}`);
        return value;
      }),
    );
    // Started by root, nginx has workers of another user, whom the directory does not let in.
    const user = process.getuid?.() === 0 ? " user root;" : "";
    return { command: "nginx", args: ["-p", directory, "-c", file, "-g", `daemon off;${user}`] };
  },
  caddy({ listen, latchkey, backend, directory }) {
    const config = join(examples, "caddy/Caddyfile");
    return {
      command: "caddy",
      args: ["run", "--config", config, "--adapter", "caddyfile"],
      environment: {
        LISTEN: `http://${listen}`,
        LATCHKEY: `http://${latchkey}`,
        BACKEND: backend,
        XDG_CONFIG_HOME: directory,
        XDG_DATA_HOME: directory,
      },
    };
  },
  haproxy({ listen, latchkey, backend, directory }) {
    return {
      command: "haproxy",
      args: ["-db", "-f", join(examples, "haproxy/haproxy.cfg")],
      environment: {
        LISTEN: listen,
        LATCHKEY: latchkey,
        BACKEND: backend,
        LATCHKEY_LUA: join(examples, "haproxy/latchkey.lua"),
        LATCHKEY_SOCKET: join(directory, "latchkey.sock"),
      },
    };
  },
};

/**
 * Runs an example's configuration as it is, with Debian's gateway, on a free port of 127.0.0.1.
 *
 * @param latchkeyUrl the gateway asks here; a test may put a proxy there
 * @throws Error with the command that installs what is missing, or with what the gateway printed
 */
export async function startGateway(
  name: GatewayName,
  latchkeyUrl: string,
  backendUrl: string,
): Promise<RunningProgram> {
  const directory = mkdtempSync(join(tmpdir(), `latchkey-${name}-`));
  const listen = `127.0.0.1:${await freePort()}`;
  const hostOf = (url: string) => new URL(url).host;
  const launch = gateways[name]({
    listen,
    latchkey: hostOf(latchkeyUrl),
    backend: hostOf(backendUrl),
    directory,
  });
  const program = start(launch, name);
  const url = `http://${listen}`;
  const stop = async () => {
    await program.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await program.until(() => answers(`${url}/health`));
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs one of `examples/backends`; Go's is compiled first. */
export async function startBackend(name: BackendName): Promise<RunningProgram> {
  const program =
    name === "python"
      ? start({ command: "python3", args: [join(examples, "backends/backend.py"), "0"] }, "python3")
      : start({ command: compiledBackend(), args: ["0"] }, "golang-go");
  let url: string | undefined;
  await program.until(async () => {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(program.printed())?.[0];
    return url !== undefined;
  });
  if (url === undefined) throw new Error("the back end has no address");
  return { url, stop: program.stop };
}

function compiledBackend(): string {
  const binary = join(mkdtempSync(join(tmpdir(), "latchkey-backend-")), "backend");
  const environment = { GOCACHE: join(cache, "go-build"), GOPROXY: "off", GO111MODULE: "off" };
  try {
    execFileSync("go", ["build", "-o", binary, join(examples, "backends/backend.go")], {
      env: { ...process.env, ...environment },
    });
  } catch (error) {
    throw isMissing(error) ? notInstalled("go", "golang-go") : error;
  }
  return binary;
}

interface Program {
  printed(): string;
  /** Waits until a check holds; rejects with what the program printed if it ends before. */
  until(check: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

function start({ command, args, environment }: Launch, packageName: string): Program {
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let failure: Error | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      printed += chunk;
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      failure = isMissing(error) ? notInstalled(command, packageName) : error;
      resolve();
    });
    child.once("close", (code) => {
      failure ??= new Error(`${command} ended with code ${code}: ${printed}`);
      resolve();
    });
  });
  return {
    printed: () => printed,
    async until(check) {
      while (!(await check())) {
        if (failure) throw failure;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (failure) throw failure;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Jest has errors of Node from another realm, which are no instances of its `Error`. */
function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}

function notInstalled(command: string, packageName: string): Error {
  return new Error(`${command} is not installed: apt-get install ${packageName}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
