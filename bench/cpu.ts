import { randomBytes } from "node:crypto";
import { createSign } from "../functions/aws/sign.ts";
import { issueKey } from "../functions/domain/api-key.ts";
import { parseKeyring } from "../functions/domain/pepper.ts";
import { startDatabase } from "../local/services/database.ts";
import { latchkey } from "./contestants/latchkey.ts";
import { newCall } from "./database/clients.ts";
import type { Benchmark } from "./harness/benchmark.ts";
import type { Figure } from "./harness/figure.ts";
import { measureCpu } from "./harness/measure-cpu.ts";
import { median, ofRuns } from "./harness/statistics.ts";
import { bareHandler, onDocumentClient, tutorialLambda } from "./lambdas/contestants.ts";
import { withLambdaHouse } from "./lambdas/lambda-house.ts";
import { newVerifier, type Verify } from "./verifier.ts";

const httpsRounds = 5;
const httpsRequests = 2_000;
const unit = "µs";

export const cpu: Benchmark = {
  title: "CPU of a warm request: the decision alone, with signing, and with HTTPS",
  async run({ progress }) {
    const decisions = await ofDecisions();
    progress("without network: done");
    return [...decisions, ...(await overHttps(progress))];
  },
};

/** Everything but the request itself: a stub answers as the table would, in this process. */
async function ofDecisions(): Promise<Figure[]> {
  const sign = createSign({
    service: "dynamodb",
    region: "us-east-1",
    credentials: () => ({ accessKeyId: "local", secretAccessKey: "local" }),
    nowEpochMs: Date.now,
  });
  const endpoint = new URL("https://dynamodb.us-east-1.amazonaws.com");
  const { verify, token } = await stubbedVerifier();
  const signed = await stubbedVerifier((operation, input) =>
    sign({
      endpoint,
      target: `DynamoDB_20120810.${operation}`,
      contentType: "application/x-amz-json-1.0",
      body: JSON.stringify(input),
    }),
  );
  const malformed = `${issueKey(randomBytes).text.slice(0, -1)}!`;
  const typo = mistyped(issueKey(randomBytes).text);
  const of = latchkey.name;
  return [
    {
      name: "CPU per request, without network",
      of,
      unit,
      ...ofRuns(await measureCpu(() => verify(token))),
      target: { atMost: 20 },
    },
    {
      name: "CPU per request, with its signature, without network",
      of,
      unit,
      ...ofRuns(await measureCpu(() => signed.verify(signed.token))),
    },
    {
      name: "CPU per malformed key",
      of,
      unit,
      ...ofRuns(await measureCpu(() => verify(malformed))),
      target: { atMost: 2 },
    },
    {
      name: "CPU per key with a wrong checksum",
      of,
      unit,
      ...ofRuns(await measureCpu(() => verify(typo))),
      target: { atMost: 2 },
    },
  ];
}

interface StubbedVerifier {
  readonly verify: Verify;
  readonly token: string;
}

/**
 * A verifier that is answered, without I/O, what the database answered to a warm request: always
 * the same, so the clock stands still.
 *
 * @param before what the call does besides
 */
async function stubbedVerifier(
  before: (operation: string, input: object) => unknown = () => {},
): Promise<StubbedVerifier> {
  const { endpoint, stop } = await startDatabase(undefined, undefined);
  const { tableName, keys, secret } = await latchkey.prepare(endpoint, 1, 1_000_000);
  const keyring = parseKeyring(secret);
  const call = newCall(endpoint);
  const frozenEpochMs = Date.now();
  let answer: unknown;
  let isAnswerKept = false;
  const verify = newVerifier({
    tableName,
    async call(operation, input) {
      if (isAnswerKept) {
        await before(operation, input);
        return answer;
      }
      answer = await call(operation, input);
      return answer;
    },
    keyring: async () => keyring,
    nowEpochMs: () => frozenEpochMs,
  });
  const token = keys[0] ?? "";
  for (let request = 0; request < 5; request++) await verify(token);
  isAnswerKept = true;
  await stop();
  return { verify, token };
}

/** With two characters of the secret swapped for others. */
function mistyped(key: string): string {
  return `${key.slice(0, 20)}${key[20] === "a" ? "b" : "a"}${key.slice(21)}`;
}

/** The deployed bundles, one process each, against AWS over a kept-alive connection. */
async function overHttps(progress: (line: string) => void): Promise<Figure[]> {
  return withLambdaHouse(async ({ contestants, run }) => {
    const measured = contestants.filter(
      ({ name }) => name !== bareHandler && name !== onDocumentClient,
    );
    const microseconds = new Map(measured.map(({ name }) => [name, [] as number[]]));
    for (let round = 1; round <= httpsRounds; round++) {
      for (const contestant of measured) {
        const report = await run(contestant, httpsRequests);
        microseconds.get(contestant.name)?.push(report.cpuMicroseconds);
      }
      progress(`over HTTPS: ${round} of ${httpsRounds} rounds`);
    }
    const of = (name: string) => median(microseconds.get(name) ?? []);
    return [
      ...[...microseconds].map(([name, runs]) => ({
        name: "CPU per request, HTTPS",
        of: name,
        unit,
        ...ofRuns(runs),
      })),
      {
        name: "CPU per request, HTTPS, against the tutorial",
        of: latchkey.name,
        unit: "",
        value: of(latchkey.name) / of(tutorialLambda),
        target: { atMost: 0.15 },
      },
    ];
  });
}
