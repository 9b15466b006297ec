/**
 * Reach: the examples of the documentation as child processes, exactly as its pages show them; one
 * local gateway, 127.0.0.1 only.
 *
 * A page's shell commands are one session, since later ones build on earlier ones; programs are run
 * one by one. What this machine lacks a runtime for is reported as skipped, by name.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import models from "../../catalog/models.json" with { type: "json" };
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { buildDocs } from "../../web/build/docs.ts";
import { expectSameShape } from "./support/answer-shape.ts";
import { callModels, newAccount, newKeyOf } from "./support/operator.ts";
import { examplesIn, type PageExample } from "./support/page-examples.ts";
import { type Refusal, startReluctantFront } from "./support/reluctant-front.ts";
import {
  findRuntime,
  type Outcome,
  programTimeoutMs,
  type Runtime,
  runProgram,
  runtimes,
} from "./support/run-program.ts";

const { pages } = await buildDocs();
const examples = new Map(
  pages.map(({ path, content }) => [path.replace("/index.html", ""), examplesIn(String(content))]),
);

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

/** Declares tests with what runs a language, or one that is skipped and says why. */
function withRuntime(language: string, declare: (run: Run) => void): void {
  const runtime = runtimes[language];
  if (!runtime) throw new Error(`nothing runs ${language}`);
  const interpreter = findRuntime(runtime);
  if (interpreter) {
    declare(runner(runtime, interpreter));
    return;
  }
  const reason = `${runtime.name} is not tried: this machine lacks it`;
  // Jest lists skipped titles only when it runs a single file or is told to be verbose.
  process.stderr.write(`Skipped: ${reason}\n`);
  it.skip(reason, () => {});
}

type Run = (source: string, key: string, url?: string) => Promise<Outcome>;

/** The host in the examples is replaced as the pages' script does it, where one is given. */
function runner(runtime: Runtime, interpreter: string): Run {
  return (source, key, url = local.url) => {
    const placed = source.replaceAll("https://keys.example.com", url);
    const typed = source.includes("LATCHKEY_OPERATOR_TOKEN") ? local.operatorToken : key;
    const environment = { LATCHKEY_URL: url, LATCHKEY_KEY: key };
    return runProgram(runtime, interpreter, placed, environment, `${typed}\n`);
  };
}

function programsOn(path: string, language: string): PageExample[] {
  const found = examples.get(path) ?? [];
  return found.filter((example) => example.role === "run" && example.language === language);
}

describe.each([...examples.keys()].filter((path) => programsOn(path, "bash").length > 0))(
  "the shell commands of /%s",
  (path) => {
    withRuntime("bash", (run) => {
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
    });
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
  withRuntime(language, (run) => {
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
  });
});

/** What the page on rate limits says of trying again, and a front that puts it to the test. */
const trials: readonly Trial[] = [
  {
    promise: "waits as long as Retry-After says on 429 and 503",
    refusals: [429, 503],
    retryAfter: "4",
    outcomes: [429, 503, 200],
    leastMs: 8_000,
  },
  {
    promise: "waits for a second, then two, where an answer has no Retry-After",
    refusals: [500, 500],
    outcomes: [500, 500, 200],
    leastMs: 3_000,
  },
  {
    promise: "tries again where the connection is reset",
    refusals: ["reset"],
    outcomes: ["reset", 200],
    leastMs: 1_000,
  },
  {
    promise: "tries again where ten seconds pass without an answer",
    refusals: ["silence"],
    outcomes: ["silence", 200],
    leastMs: 11_000,
  },
  {
    promise: "makes five attempts and no more",
    refusals: Array.from({ length: 9 }, () => 503),
    retryAfter: "1",
    outcomes: [503, 503, 503, 503, 503],
    leastMs: 4_000,
  },
  {
    promise: "gives up where it would have to wait for more than five minutes",
    refusals: [429],
    retryAfter: "301",
    outcomes: [429],
    leastMs: 0,
  },
  {
    promise: "does not repeat what is refused for good",
    refusals: [401],
    outcomes: [401],
    leastMs: 0,
  },
];

interface Trial {
  readonly promise: string;
  readonly refusals: readonly Refusal[];
  readonly retryAfter?: string;
  readonly outcomes: readonly Refusal[];
  /** How long it takes at least; the random parts of a second come on top. */
  readonly leastMs: number;
}

/** Node's timers may fire a millisecond early. */
const toleranceMs = 20;

// These wait far more than they work. Jest runs at once what is concurrent in one and the same block.
describe("trying again", () => {
  for (const language of ["bash", "javascript", "python", "go"]) {
    withRuntime(language, (run) => {
      const source = () => programsOn("docs/rate-limits", language).at(-1)?.code ?? "";

      it.concurrent.each(trials)(
        `in ${language} $promise`,
        async ({ refusals, retryAfter, outcomes, leastMs }) => {
          const front = await startReluctantFront(local.url, refusals, retryAfter);
          try {
            const { key } = await newKeyOf(local, await newAccount(local, "agency"));
            const startedMs = performance.now();
            const { exitCode, stdout } = await run(source(), key, front.url);

            expect(performance.now() - startedMs + toleranceMs).toBeGreaterThan(leastMs);
            expect(front.outcomes).toEqual(outcomes);
            expect(stdout).toBe(`${outcomes.at(-1)}\n`);
            expect(exitCode).toBe(0);
          } finally {
            await front.stop();
          }
        },
        programTimeoutMs,
      );

      it.concurrent(
        `in ${language} tries again where the connection is refused, and fails in the end`,
        async () => {
          const front = await startReluctantFront(local.url, []);
          await front.stop();
          const startedMs = performance.now();
          const { exitCode, stdout, stderr } = await run(source(), badKey, front.url);

          // Five attempts, with 1, 2, 4 and 8 seconds between them.
          expect(performance.now() - startedMs + toleranceMs).toBeGreaterThan(15_000);
          expect(stdout + stderr).toMatch(/refused|connect/i);
          expect(exitCode).not.toBe(0);
        },
        programTimeoutMs,
      );
    });
  }
});

describe("the checksum in Python", () => {
  withRuntime("python", (run) => {
    const source = () => programsOn("docs/security", "python")[0]?.code ?? "";

    it("knows a key that was issued from one with a letter changed", async () => {
      const { key } = await newKeyOf(local, accountId);
      const changed = key.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

      expect(await run(source(), key)).toMatchObject({ stdout: "True\n" });
      expect(await run(source(), changed)).toMatchObject({ stdout: "False\n" });
    });
  });
});

describe("the search of a repository's history", () => {
  withRuntime("bash", (run) => {
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
  });

  it("uses the pattern that the page names, as does the rule for gitleaks", async () => {
    const { key } = await newKeyOf(local, accountId);
    const found = examples.get("docs/security") ?? [];
    const pattern = found.find(({ role, language }) => role === "text" && language === "text");
    const shown = pattern?.code.trim() ?? "";

    expect(key).toMatch(new RegExp(`^${shown}$`));
    expect(searchOfHistory()).toContain(`'${shown}'`);
    expect(found.find(({ language }) => language === "toml")?.code).toContain(`'''${shown}'''`);
  });
});

function searchOfHistory(): string {
  return notRun().find(({ code }) => code.startsWith("git log"))?.code ?? "";
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

/** The programs and commands that are not marked as ones that can be run anywhere. */
function notRun(): PageExample[] {
  const isProgram = ({ language }: PageExample) => Object.hasOwn(runtimes, language);
  return [...examples.values()].flat().filter((found) => isProgram(found) && found.role !== "run");
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
      "docs/security python",
    ];
    expect(run.filter((example) => !example.endsWith(" bash"))).toEqual(tried);
  });

  it("leave out of the sessions only what needs a repository, or AWS", () => {
    expect(notRun().map(({ code }) => code.split(" ").slice(0, 2).join(" "))).toEqual([
      "git log",
      "aws secretsmanager",
    ]);
  });
});
