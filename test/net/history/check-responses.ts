import { faultsOf } from "../../gateway/support/check-response.ts";
import type { Exchange, History, RecordedResponse, Violation } from "./exchange.ts";

/** I6, I8: every answer fits the OpenAPI document, none is a 500, and refused keys look alike. */
export function checkResponses(history: History): Violation[] {
  const answered = history.exchanges.flatMap((exchange) =>
    exchange.answered ? [{ exchange, answer: exchange.answered }] : [],
  );
  return [
    ...answered.filter(isDocumented).flatMap(({ exchange, answer }) =>
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

/** The product's document has no routes that others build. */
function isDocumented({ exchange }: { readonly exchange: Exchange }): boolean {
  return !/^\/(gateway|embedded)\b/.test(exchange.asked.target);
}

/** Headers that AWS adds to a response. They say nothing about the key. */
const varying = /^(date|age|via|x-amz.*)$/;

/** Unknown, revoked, paused, expired and wrong keys are answered the same, to the byte. */
function unlikeRefusals(exchanges: readonly Exchange[]): Violation[] {
  const looks = new Map<string, Exchange>();
  const rooms = new Set<string>();
  for (const exchange of exchanges) {
    const { asked, answered } = exchange;
    const isKey = asked.credential.kind === "key" || asked.credential.kind === "other";
    const [, room] = /^\/(api\/v1|gateway|embedded)\b/.exec(asked.target) ?? [];
    if (!isKey || answered?.status !== 401 || room === undefined) continue;
    looks.set(`${room} ${lookOf(answered)}`, exchange);
    rooms.add(room);
  }
  if (looks.size <= rooms.size) return [];
  const message = `there are ${looks.size} ways to refuse a key: ${[...looks.keys()].join(" | ")}`;
  return [{ invariant: "I6", message, exchanges: [...looks.values()] }];
}

function lookOf({ headers, text }: RecordedResponse): string {
  const shown = [...headers].filter(([name]) => !varying.test(name));
  return JSON.stringify([shown.sort(), text]);
}
