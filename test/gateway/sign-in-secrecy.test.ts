import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { putDemoAccounts } from "../../local/demo-accounts.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { Browser } from "./support/browser.ts";
import { manage } from "./support/operator.ts";
import {
  authorizeUrl,
  locationOf,
  newVerifier,
  obtainCode,
  redeem,
  refresh,
  tokensOf,
} from "./support/sign-in.ts";

/* A canary: what signing in has of secrets is looked for in everything that a run leaves behind. */

const lines: string[] = [];
let directory: string;
let latchkey: RunningLatchkey;

beforeAll(async () => {
  for (const method of ["log", "info", "warn", "error"] as const) {
    jest.spyOn(console, method).mockImplementation((...parts) => lines.push(parts.join(" ")));
  }
  directory = await mkdtemp(join(tmpdir(), "latchkey-sign-in-"));
  latchkey = await startLocal({
    port: 0,
    signIn: { password: "canary-of-a-password" },
    dataDir: join(directory, "data"),
    runDirectory: join(directory, "run"),
    log: (line) => lines.push(line),
    reportFailure: (line) => lines.push(line),
    progress: (line) => lines.push(line),
  });
});

afterAll(async () => {
  await latchkey.stop();
  await rm(directory, { recursive: true, force: true });
});

it("leaves no password, code or token in the logs, the data or what tools read of the run", async () => {
  const { signIn } = latchkey;
  if (!signIn) throw new Error("nobody can sign in");
  await putDemoAccounts(latchkey);
  const browser = new Browser();
  const formUrl = locationOf(await browser.get(authorizeUrl(signIn, newVerifier())));
  const wrong = "canary-of-a-mistyped-password";
  await browser.submit(formUrl, { email: "agency@example.com", password: wrong });
  const verifier = newVerifier();
  const code = await obtainCode(signIn, browser, "agency@example.com", verifier);
  await redeem(signIn, code, "not-the-verifier".repeat(3));
  const otherCode = await obtainCode(signIn, new Browser(), "agency@example.com", verifier);
  const first = await tokensOf(await redeem(signIn, otherCode, verifier));
  const second = await tokensOf(await refresh(signIn, first.refresh_token));
  const user = { url: latchkey.url, operatorToken: second.access_token };
  expect(await manage(user, "GET", "/accounts/demo")).toMatchObject({ status: 200 });
  const broken = { ...user, operatorToken: `${second.access_token}x` };
  expect(await manage(broken, "GET", "/accounts/demo")).toMatchObject({ status: 401 });

  const secrets = [signIn.password, wrong, code, otherCode, verifier].concat(
    [first, second].flatMap((tokens) => [
      ...[tokens.access_token, tokens.id_token].map((token) => token.split(".")[2] ?? token),
      tokens.refresh_token,
    ]),
  );
  const left = new Map([["logs", lines.join("\n")]]);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) left.set(path, await readFile(path, "latin1"));
  }
  expect(left.size).toBeGreaterThan(3);
  for (const [where, content] of left) {
    for (const secret of secrets) {
      if (content.includes(secret)) throw new Error(`a secret of signing in is in ${where}`);
    }
  }
  expect(lines.filter((line) => line.includes("oidc-provider"))).toEqual([]);
});
