import { faultsOf } from "../../gateway/support/check-response.ts";
import type { Exchange, History, RecordedResponse, Violation } from "./exchange.ts";

/** I6, I8: every answer fits the OpenAPI document, none is a 500, and refused keys look alike. */
export function checkResponses(history: History): Violation[] {
  const answered = history.exchanges.flatMap((exchange) =>
    exchange.answered ? [{ exchange, answer: exchange.answered }] : [],
  );
  return [
    ...answered.flatMap(({ exchange, answer }) =>
      faultsOf(exchange.asked, answer).map((fault) => ({
        invariant: "I6",
        message: `${answer.status}: ${fault}`,
        exchanges: [exchange],
      })),
    ),
    ...answered
      .filter(({ answer: { status } }) => status >= 500 && status !== 503)
      .map(({ exchange, answer }) => ({
        invariant: "I8",
        message: `a request was answered ${answer.status}`,
        exchanges: [exchange],
      })),
    ...unlikeRefusals(history.exchanges),
  ];
}

/** Headers that AWS adds to a response. They say nothing about the key. */
const varying = /^(date|age|via|x-amz.*)$/;

/** Unknown, revoked, paused, expired and wrong keys are answered the same, to the byte. */
function unlikeRefusals(exchanges: readonly Exchange[]): Violation[] {
  const looks = new Map<string, Exchange>();
  for (const exchange of exchanges) {
    const { asked, answered } = exchange;
    const isKey = asked.credential.kind === "key" || asked.credential.kind === "other";
    if (!isKey || answered?.status !== 401 || !/^\/api\/v1\//.test(asked.target)) continue;
    looks.set(lookOf(answered), exchange);
  }
  if (looks.size < 2) return [];
  const message = `there are ${looks.size} ways to refuse a key: ${[...looks.keys()].join(" | ")}`;
  return [{ invariant: "I6", message, exchanges: [...looks.values()] }];
}

function lookOf({ headers, text }: RecordedResponse): string {
  const shown = [...headers].filter(([name]) => !varying.test(name));
  return JSON.stringify([shown.sort(), text]);
}
