import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type ByteServer, startByteServer } from "../support/byte-server.ts";

/* Reach: a TLS server of this test's own on 127.0.0.1, openssl, processes. */

const hasOpenSsl = spawnSync("openssl", ["version"]).status === 0;
const program = fileURLToPath(new URL("./support/secure-caller.ts", import.meta.url));
const answer = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

let directory: string;
let server: ByteServer | undefined;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "latchkey-tls-"));
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Starts a server with a certificate for that name. @returns the certificate's file */
async function startServerFor(name: string): Promise<string> {
  const certificate = join(directory, `${name}.pem`);
  const key = join(directory, `${name}-key.pem`);
  const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  const form = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", ...form, "-days", "1", ...subject, ...files], {
    stdio: "ignore",
  });
  const identity = { cert: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
  server = await startByteServer([{ pieces: [answer] }], identity);
  return certificate;
}

async function call(host: string, trusted: string): Promise<unknown> {
  const endpoint = `https://${host}:${server?.port}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", program, endpoint],
    { env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: trusted } },
  );
  return JSON.parse(stdout);
}

(hasOpenSsl ? describe : describe.skip)("a connection in TLS", () => {
  it("exchanges with a server whose certificate is trusted", async () => {
    const trusted = await startServerFor("localhost");
    expect(await call("localhost", trusted)).toEqual({ status: 200, body: "{}" });
    expect(server?.received.join("")).toContain("canary");
  });

  it.each([
    [
      "a certificate that nobody vouches for",
      "localhost",
      "localhost",
      "",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
    ],
    [
      "a certificate for another name",
      "example.com",
      "localhost",
      "own",
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
    [
      "a certificate that does not name the address",
      "localhost",
      "127.0.0.1",
      "own",
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
  ])("fails on %s, before a byte of the request is sent", async (_, name, host, trust, code) => {
    const own = await startServerFor(name);
    expect(await call(host, trust === "own" ? own : "")).toEqual({ name: "ConnectionError", code });
    expect(server?.received.join("")).toBe("");
  });
});
