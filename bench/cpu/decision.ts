import { randomBytes } from "node:crypto";
import { createSign } from "../../core/aws/sign.ts";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import { askedOfAllRules } from "../harness/all-rules.ts";
import { newVerifier, type Verify } from "../harness/verifier.ts";
import { type DecisionReport, decisionTask, type RecordedKey } from "./decision-messages.ts";
import { measureCpu } from "./measure-cpu.ts";

/*
 * Measures the decision alone, in a process of its own, bundled as it is deployed: a loader of
 * TypeScript adds to every closure. Prints the microseconds of each run as JSON.
 */
const task = decisionTask.parse(JSON.parse(process.argv[2] ?? ""));
const { withoutRules, withAllRules } = task;
const sign = createSign({
  service: "dynamodb",
  region: "us-east-1",
  credentials: () => ({ accessKeyId: "local", secretAccessKey: "local" }),
  nowEpochMs: Date.now,
});
const endpoint = new URL("https://dynamodb.us-east-1.amazonaws.com");
const contentType = "application/x-amz-json-1.0";

/** Answers as the table did, then always as it did last, so the clock stands still. */
function replayed(recorded: RecordedKey, withSignature: boolean): Verify {
  const answers = recorded.answers.values();
  let latest: unknown;
  const keyring = parseKeyring(task.secret);
  return newVerifier({
    tableName: "keys",
    async call(operation, input) {
      if (withSignature) {
        const target = `DynamoDB_20120810.${operation}`;
        await sign({ endpoint, target, contentType, body: JSON.stringify(input) });
      }
      const next = answers.next();
      if (!next.done) latest = next.value;
      return latest;
    },
    keyring: async () => keyring,
    nowEpochMs: () => task.nowEpochMs,
    expectsRules: recorded === withAllRules,
  });
}

/** With one character of the secret swapped for another. */
function mistyped(key: string): string {
  return `${key.slice(0, 20)}${key[20] === "a" ? "b" : "a"}${key.slice(21)}`;
}

/** @throws if the key is not admitted: nothing else is what is to be measured */
function admission(verify: Verify, ...[token, asked]: Parameters<Verify>) {
  return async () => {
    const { kind } = await verify(token, asked);
    if (kind !== "admitted") throw new Error(`unexpected: ${kind}`);
  };
}

const verify = replayed(withoutRules, false);
const verifySigned = replayed(withoutRules, true);
const verifyRules = replayed(withAllRules, false);
const malformed = `${issueKey(randomBytes, defaultKeyPrefix).text.slice(0, -1)}!`;
const typo = mistyped(issueKey(randomBytes, defaultKeyPrefix).text);
const report: DecisionReport = {
  decision: await measureCpu(admission(verify, withoutRules.key)),
  withAllRules: await measureCpu(admission(verifyRules, withAllRules.key, askedOfAllRules)),
  signed: await measureCpu(admission(verifySigned, withoutRules.key)),
  malformed: await measureCpu(() => verify(malformed)),
  typo: await measureCpu(() => verify(typo)),
};
console.log(JSON.stringify(report));
