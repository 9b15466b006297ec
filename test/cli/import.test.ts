import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import { callModels, manage, newAccount } from "../gateway/support/operator.ts";
import { tableContents } from "../gateway/support/table-contents.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool } from "./support/run-tool.ts";

const directory = mkdtempSync(join(tmpdir(), "latchkey-import-"));
let run: FindableRun;

beforeAll(async () => {
  const outdir = join(directory, "assembly");
  (await latchkeyApp({ outdir, context: { foreignKeyPrefix: "acme_" } })).synth();
  run = await startFindable({ assemblyDirectory: outdir });
});
afterAll(async () => {
  await run.stop();
  rmSync(directory, { recursive: true });
});

const newForeignKey = () => `acme_${randomBytes(20).toString("hex")}`;
const sha256 = (key: string) => createHash("sha256").update(key).digest("hex");

function fileOf(...lines: string[]): string {
  const path = join(directory, `${randomBytes(4).toString("hex")}.csv`);
  writeFileSync(path, ["account_id,name,sha256,rate_limit_per_minute", ...lines].join("\n"));
  return path;
}

async function importFile(path: string, ...flags: string[]) {
  const { exitCode, stdout, stderr } = await runTool(
    "latchkey",
    ["import", path, ...flags],
    run.environment,
  );
  const report = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  return { exitCode, stdout, stderr, report };
}

const outcomes = ({ report }: { report: { outcome: string }[] }) =>
  report.map(({ outcome }) => outcome);

it("keys of another system go on working, and a second import changes nothing", async () => {
  const account = await newAccount(run, "agency");
  const key = newForeignKey();
  const path = fileOf(`${account},"Their key, moved",${sha256(key)},5`);
  expect((await callModels(run, key)).status).toBe(401);

  const dry = await importFile(path, "--dry-run", "--prefix", "acme_");
  expect([dry.exitCode, outcomes(dry)]).toEqual([0, ["would_create"]]);
  expect((await callModels(run, key)).status).toBe(401);

  const first = await importFile(path);
  expect([first.exitCode, outcomes(first)]).toEqual([0, ["created"]]);
  expect(first.report[0]).toMatchObject({ line: 2, account_id: account });
  expect((await callModels(run, key)).headers.get("x-ratelimit-limit")).toBe("5");

  const before = await tableContents(run);
  const second = await importFile(path);
  expect([second.exitCode, outcomes(second)]).toEqual([0, ["unchanged"]]);
  expect(await tableContents(run)).toEqual(before);
  expect(first.stdout + first.stderr + second.stdout).not.toContain(sha256(key).slice(0, 16));
});

it("keys are imported with their restrictions", async () => {
  const account = await newAccount(run, "agency");
  const key = newForeignKey();
  const path = join(directory, "restricted.csv");
  const head = "account_id,name,sha256,scopes,allowed_ips,quota_day,quota_month,quota_total";
  const restrictions = "models:read account:read,127.0.0.1 ::1,1,,9";
  writeFileSync(path, `${head}\n${account},Restricted,${sha256(key)},${restrictions}\n`);
  expect(outcomes(await importFile(path))).toEqual(["created"]);

  const { json } = await manage(run, "GET", `/accounts/${account}/keys`);
  expect(json.data[0]).toMatchObject({
    scopes: ["models:read", "account:read"],
    allowed_ips: ["127.0.0.1", "::1"],
    quotas: { day: 1, total: 9 },
  });
  expect((await callModels(run, key)).status).toBe(200);
  expect((await callModels(run, key)).json).toEqual({ error: "Quota exceeded" });
});

it("bad lines are named, and the others go on", async () => {
  const account = await newAccount(run, "agency");
  const [good, other] = [newForeignKey(), newForeignKey()];
  const misplaced = newForeignKey();
  const path = fileOf(
    `nobody,No account,${sha256(other)},`,
    `${account},The key itself,${misplaced},`,
    `${account},Too much,${sha256(other)},10001`,
    `${account},Good,${sha256(good)},`,
  );
  const result = await importFile(path);
  expect(result.exitCode).toBe(1);
  expect(result.report.map(({ line, error }) => [line, error])).toEqual([
    [2, "Account not found"],
    [3, "sha256: must be 64 hexadecimal digits"],
    [4, "sha256: must not be the same as on line 2"],
    [5, null],
  ]);
  expect(result.stderr).toContain("4 of 4 lines: 3 error, 1 created");
  expect(result.stdout + result.stderr).not.toContain(misplaced);
  expect((await callModels(run, good)).status).toBe(200);
});

it("a key of one account is not imported into another", async () => {
  const [one, other] = [await newAccount(run, "agency"), await newAccount(run, "agency")];
  const digest = sha256(newForeignKey());
  await importFile(fileOf(`${one},Theirs,${digest},`));
  const { exitCode, report } = await importFile(fileOf(`${other},Not theirs,${digest},`));
  expect([exitCode, report[0]?.outcome]).toEqual([1, "error"]);
});

it("a dry run foretells the run, line by line", async () => {
  const [account, other] = [await newAccount(run, "agency"), await newAccount(run, "agency")];
  const keys = Array.from({ length: 30 }, () => sha256(newForeignKey()));
  const theirs = sha256(newForeignKey());
  await importFile(fileOf(`${other},Theirs,${theirs},`, `${account},There,${keys[3]},`));
  const path = fileOf(
    `${account},Not theirs,${theirs},`,
    ...keys.map((key, index) => `${account},Key ${index},${key},`),
    `${account},Twice,${keys[0]},`,
    `${other},Elsewhere,${keys[1]},`,
    `${other},Fits,${sha256(newForeignKey())},`,
  );
  const dry = await importFile(path, "--dry-run");
  const real = await importFile(path);
  const foretold = dry.report.map(({ outcome, error }) => [outcome.replace("would_", ""), error]);
  const came = real.report.map(({ outcome, error }) => [
    outcome.replace("created", "create"),
    error,
  ]);
  expect(foretold).toEqual(came);
  const full = ["error", "Active key limit reached"];
  expect(came.slice(1, 31)).toEqual([
    ...Array(3).fill(["create", null]),
    ["unchanged", null],
    // One of the cap's 25 is there already.
    ...Array(21).fill(["create", null]),
    ...Array(5).fill(full),
  ]);
  expect([dry.exitCode, real.exitCode]).toEqual([1, 1]);
});

it("a file that a spreadsheet saved as Unicode text is taken as it is", async () => {
  const account = await newAccount(run, "agency");
  const path = join(directory, "unicode.txt");
  const lines = [
    "account_id\tname\tsha256\t",
    `${account}\tZoë\t${sha256(newForeignKey())}\t`,
    "\t\t\t",
  ];
  writeFileSync(path, `\ufeff${lines.join("\r\n")}`, "utf16le");
  const { exitCode, report } = await importFile(path);
  expect([exitCode, report]).toEqual([0, [expect.objectContaining({ outcome: "created" })]]);
});

it("a prefix that is not configured is noticed before anything is imported", async () => {
  const path = fileOf(`nobody,No account,${sha256(newForeignKey())},`);
  const { exitCode, stderr, report } = await importFile(path, "--prefix", "other_");
  expect([exitCode, report]).toEqual([2, []]);
  expect(stderr).toContain('is configured with the prefix "acme_"');
});
