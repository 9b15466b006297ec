import { type RawResponse, rawRequest } from "../../support/raw-http.ts";
import { faultsOfCase } from "./judge.ts";
import type { Stand } from "./stand.ts";
import { fill, type WireCase } from "./wire-case.ts";

/** Longer than any function may take. */
const patienceMs = 35_000;

/** Sends one request, and says what is wrong with its answer or with what it left in the table. */
export async function send(
  stand: Stand,
  wireCase: WireCase,
): Promise<{ readonly status: number; readonly faults: readonly string[] }> {
  const request = fill(wireCase, stand.names);
  const answer = await within(rawRequest(stand.url, request.lines, request.body));
  if (!answer) return { status: 0, faults: ["there was no answer"] };
  const faults = await faultsOfCase(request, answer, stand, wireCase.expect);
  const failures = stand.failures.map((line) => `a function failed: ${line}`);
  return { status: answer.status, faults: [...faults, ...failures] };
}

/**
 * Sends cases one after another, since each is judged by the table that it leaves.
 *
 * @returns how often each status came
 * @throws Error with each case that is at fault, as it is to be added to corpus.json
 */
export async function sendAll(
  stand: Stand,
  cases: readonly WireCase[],
): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const failed: string[] = [];
  for (const wireCase of cases) {
    const { status, faults } = await send(stand, wireCase);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (faults.length > 0) failed.push(entry(wireCase, faults));
  }
  if (failed.length === 0) return statuses;
  throw new Error(`${failed.length} of ${cases.length} cases:\n${failed.slice(0, 20).join("\n")}`);
}

/** What is wrong, and below it the line for corpus.json. */
export function entry(wireCase: WireCase, faults: readonly string[]): string {
  return `${faults.map((fault) => `# ${fault}`).join("\n")}\n${JSON.stringify(wireCase)},`;
}

function within(answer: Promise<RawResponse>): Promise<RawResponse | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  return Promise.race([answer, patience]).finally(() => clearTimeout(timer));
}
