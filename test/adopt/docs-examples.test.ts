/**
 * Reach: the examples of the documentation as child processes, exactly as its pages show them; one
 * local gateway, 127.0.0.1 only.
 *
 * A page's shell commands are one session, since later ones build on earlier ones; programs are run
 * one by one. What this machine lacks a runtime for is reported as skipped, by name.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import models from "../../catalog/models.json" with { type: "json" };
import { crc32 } from "../../core/key/crc32.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { callModels, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type PageExample, textOf } from "../gateway/support/page-examples.ts";
import { holdDeadPort } from "../support/dead-port.ts";
import { examples, programsOn, withRuntime } from "./support/docs-programs.ts";
import { expectSameShape } from "./support/response-shape.ts";
import { programTimeoutMs, runtimes } from "./support/run-program.ts";

let local: RunningLatchkey;
let accountId: string;

beforeAll(async () => {
  local = await startLocal({ port: 0 });
  accountId = await newAccount(local, "agency");
}, programTimeoutMs);

afterAll(async () => {
  await local?.stop();
});

const badKey = "sk_live_your_key_here";
const modelIds = models.map(({ id }) => id);

describe.each([...examples.keys()].filter((path) => programsOn(path, "bash").length > 0))(
  "the shell commands of /%s",
  (path) => {
    withRuntime(
      "bash",
      () => local,
      (run) => {
        it(
          "all succeed, one after another, and print what the page shows",
          async () => {
            const { key } = await newKeyOf(local, accountId);
            const outcome = await run(sessionOf(path), key);

            expect(outcome).toMatchObject({ exitCode: 0 });
            const printed = outcome.stdout.split(endOfBlock);
            for (const { block, answer } of answersOn(path)) {
              expectSameShape(answer, printed[block] ?? "");
            }
          },
          programTimeoutMs,
        );
      },
    );
  },
);

const endOfBlock = "\n--- end of block ---\n";

/** All of a page's shell commands, each block followed by a mark in the output. */
function sessionOf(path: string): string {
  const mark = `printf '${endOfBlock.replaceAll("\n", "\\n").replaceAll("-", "\\055")}'`;
  const blocks = programsOn(path, "bash").map(({ code }) => `${code}\n${mark}\n`);
  return ["set -euo pipefail", ...blocks].join("\n");
}

/** Each answer that a page shows to shell commands, with the number of the block that prints it. */
function answersOn(path: string): { block: number; answer: PageExample }[] {
  let block = -1;
  let last = "";
  return (examples.get(path) ?? []).flatMap((example) => {
    // After four languages stands what cURL prints; what a lone program prints is looked at below.
    if (example.role === "answer") return last === "python" ? [] : [{ block, answer: example }];
    if (example.role === "run" && example.language === "bash") block += 1;
    last = example.language;
    return [];
  });
}

describe.each(["bash", "javascript", "python", "go"])("the quick start in %s", (language) => {
  withRuntime(
    language,
    () => local,
    (run) => {
      const source = () =>
        language === "bash" ? sessionOf("docs") : (programsOn("docs", language)[0]?.code ?? "");

      it(
        "lists the models with a live key",
        async () => {
          const { key } = await newKeyOf(local, accountId);
          const { exitCode, stdout } = await run(source(), key);

          expect(exitCode).toBe(0);
          if (language !== "bash") expect(stdout.trim().split("\n")).toEqual(modelIds);
        },
        programTimeoutMs,
      );

      it(
        "fails with the API's message where the key is not good",
        async () => {
          const { exitCode, stdout, stderr } = await run(source(), badKey);

          expect(stdout + stderr).toContain("Invalid API key");
          expect(stdout + stderr).not.toContain(badKey);
          expect(exitCode).not.toBe(0);
        },
        programTimeoutMs,
      );
    },
  );
});

describe("the checksum in Python", () => {
  withRuntime(
    "python",
    () => local,
    (run) => {
      const source = () => programsOn("docs/found-a-key", "python")[0]?.code ?? "";

      it("knows a key that was issued from one with a letter changed", async () => {
        const { key } = await newKeyOf(local, accountId);
        const changed = key.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

        expect(await run(source(), key)).toMatchObject({ stdout: "True\n" });
        expect(await run(source(), changed)).toMatchObject({ stdout: "False\n" });
      });

      it("agrees with the page's test vector, which is no live key", async () => {
        const page = await (await fetch(`${local.url}/docs/found-a-key`)).text();
        const rows = textOf(page.slice(page.indexOf("A test vector")));
        const partOf = (part: string) =>
          new RegExp(`^${part}\\s+(\\w+)$`, "m").exec(rows)?.[1] ?? "";
        const [body, crc] = [partOf("all before the checksum"), partOf("CRC-32 of it")];
        const checksum = partOf("checksum");

        expect(Number(crc)).toBe(crc32(body));
        expect(await run(source(), body + checksum)).toMatchObject({ stdout: "True\n" });
        expect(body + checksum).not.toMatch(/^[a-z0-9_]/);
      });
    },
  );
});

describe("the check in Python for an API of one's own", () => {
  withRuntime(
    "python",
    () => local,
    (run) => {
      const source = () => programsOn("docs/operators/protect-your-api", "python")[0]?.code ?? "";

      it("admits a live key, refuses another, and admits nobody without a verdict", async () => {
        const { key } = await newKeyOf(local, accountId);
        const dead = await holdDeadPort();

        expect(await run(source(), key)).toMatchObject({ exitCode: 0, stdout: "200\n" });
        expect(await run(source(), badKey)).toMatchObject({ stdout: "401\n" });
        expect(await run(source(), key, dead.url)).toMatchObject({ stdout: "503\n" });
        await dead.stop();
      });
    },
  );
});

describe("the check of a webhook's signature", () => {
  withRuntime(
    "javascript",
    () => local,
    (run) => {
      const body = '{"id":"event"}';
      const secret = `whsec_${Buffer.from("a secret of no one").toString("base64")}`;
      const judge = async (headers: object, receivedBody = body) => {
        const source = programsOn("docs/operators/webhooks", "javascript")[0]?.code ?? "";
        const call = [headers, receivedBody, secret].map((each) => JSON.stringify(each)).join();
        const { stdout } = await run(`${source}\nconsole.log(isGenuine(${call}));`, "");
        return stdout.trim();
      };
      const signed = (id: string, at: Date) => ({
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign(id, at, body),
      });

      it("knows what the reference library signed from what is changed, old or unsigned", async () => {
        const headers = signed("msg_1", new Date());

        expect(await judge(headers)).toBe("true");
        expect(await judge(headers, `${body} `)).toBe("false");
        expect(await judge({ ...headers, "webhook-id": "msg_2" })).toBe("false");
        expect(await judge(signed("msg_1", new Date(Date.now() - 301_000)))).toBe("false");
        expect(await judge({ ...headers, "webhook-timestamp": "soon" })).toBe("false");
        expect(await judge({})).toBe("false");
      });
    },
  );
});

describe("the search of a repository's history", () => {
  withRuntime(
    "bash",
    () => local,
    (run) => {
      it("finds a key that was committed and removed again", async () => {
        const { key } = await newKeyOf(local, accountId);
        const commit = "git -c user.name=Tester -c user.email=tester@example.com commit --quiet";
        const history = [
          "git init --quiet .",
          'echo "$LATCHKEY_KEY" > .env && git add .env',
          `${commit} --message "Add settings"`,
          "git rm --quiet .env",
          `${commit} --message "Remove settings"`,
        ];
        const { stdout } = await run([...history, searchOfHistory()].join("\n"), key);

        expect(stdout).toContain(`+${key}\n`);
      });
    },
  );

  it("uses the pattern that the page names, as does the rule for gitleaks", async () => {
    const { key } = await newKeyOf(local, accountId);
    const found = examples.get("docs/found-a-key") ?? [];
    const pattern = found.find(({ role, language }) => role === "text" && language === "text");
    const shown = pattern?.code.trim() ?? "";

    expect(key).toMatch(new RegExp(`^${shown}$`));
    expect(searchOfHistory()).toContain(`'${shown}'`);
    expect(found.find(({ language }) => language === "toml")?.code).toContain(`'''${shown}'''`);
  });
});

function searchOfHistory(): string {
  return notRun(["docs/found-a-key"]).find(({ code }) => code.startsWith("git log"))?.code ?? "";
}

describe("the refusal on the page on rate limits", () => {
  it("is what a key over its limit gets", async () => {
    const { key } = await newKeyOf(local, accountId, { rate_limit_per_minute: 1 });
    await callModels(local, key);
    const { status, headers, text } = await callModels(local, key);
    const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
    const shown = examples.get("docs/rate-limits")?.find(({ code }) => / 429 /.test(code));

    expect(shown).toBeDefined();
    if (shown) expectSameShape(shown, `HTTP/1.1 ${status} \n${lines.join("\n")}\n\n${text}`);
  });
});

/** The programs and commands of pages that are not marked as ones that can be run anywhere. */
function notRun(paths: readonly string[]): PageExample[] {
  const isProgram = ({ language }: PageExample) => Object.hasOwn(runtimes, language);
  return paths
    .flatMap((path) => examples.get(path) ?? [])
    .filter((found) => isProgram(found) && found.role !== "run");
}

describe("the documentation's examples", () => {
  it("are all tried", () => {
    const run = [...examples].flatMap(([path, found]) =>
      found.filter(({ role }) => role === "run").map(({ language }) => `${path} ${language}`),
    );
    const inLanguages = ["javascript", "python", "go"];
    const tried = [
      ...inLanguages.map((language) => `docs ${language}`),
      ...inLanguages.map((language) => `docs/rate-limits ${language}`),
      "docs/found-a-key python",
      "docs/operators/protect-your-api python",
      "docs/operators/webhooks javascript",
    ];
    expect(run.filter((example) => !example.endsWith(" bash"))).toEqual(tried);
  });

  it("leave out of the sessions only what needs a repository, or AWS", () => {
    const ofPages = notRun([...examples.keys()].filter((path) => !/api-reference/.test(path)));
    const elsewhere = ["git log", "aws secretsmanager", "webhooks: ["];
    expect(ofPages.map(({ code }) => code.split(" ").slice(0, 2).join(" ").split("\n")[0])).toEqual(
      elsewhere,
    );
  });
});
