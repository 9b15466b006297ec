import { callsOf } from "./calls.ts";
import type { Exchange, History, Violation } from "./exchange.ts";
import { findSecrets } from "./secrets.ts";

/** I3: a key occurs once, in the answer that made it. */
export function checkSecrecy(history: History): Violation[] {
  const made = callsOf(history).flatMap(({ exchange, answer }) =>
    typeof answer.key === "string" ? [{ exchange, key: answer.key }] : [],
  );
  const keys = made.map(({ key }) => key);
  return history.exchanges.flatMap((exchange) => {
    const own = made.find((one) => one.exchange === exchange)?.key;
    const text = textOf(exchange);
    const faults = [
      ...findSecrets(own === undefined ? keys : keys.filter((key) => key !== own), places(text)),
      ...(own === undefined
        ? []
        : findSecrets([own], places(text.replace(JSON.stringify(own), "")))),
    ];
    return faults.map((message) => ({ invariant: "I3", message, exchanges: [exchange] }));
  });
}

function textOf({ answered }: Exchange): string {
  if (!answered) return "";
  return `${answered.text}\n${[...answered.headers].map((header) => header.join(": ")).join("\n")}`;
}

function places(text: string): Map<string, string> {
  return new Map([["an answer", text]]);
}
