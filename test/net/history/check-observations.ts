import { isDeepStrictEqual } from "node:util";
import { callsOf, type Json } from "./calls.ts";
import type { Exchange, History, Violation } from "./exchange.ts";
import { entriesOf } from "./listings.ts";
import {
  accountFields,
  accountRegister,
  keyFields,
  keyRegister,
  registersOf,
} from "./registers.ts";

/**
 * I2, I9: what an answer shows of a key or an account was so at some moment of the request. A change
 * that comes after its 503 shows here, once a newer one was answered.
 */
export function checkObservations(history: History): Violation[] {
  const registers = registersOf(history);
  return callsOf(history).flatMap((call) => {
    if (call.outcome !== "done") return [];
    const { exchange } = call;
    return shownIn(call.answer).flatMap((shown) => {
      const fields = fieldsOf(shown);
      const wrong = fields.filter(
        ([register, value]) =>
          !registers.may(register, exchange, (one) => isDeepStrictEqual(one, value)),
      );
      return wrong.map(([register, value]) => violation(exchange, register, value));
    });
  });
}

/** The keys and accounts in an answer. */
function shownIn(answer: Json): Json[] {
  return answer.object === "list" ? entriesOf(answer) : [answer];
}

function fieldsOf(shown: Json): [string, unknown][] {
  if (shown.object === "api_key") {
    const id = String(shown.id);
    return [
      ...keyFields.map((field): [string, unknown] => [keyRegister(id, field), shown[field]]),
      [keyRegister(id, "revoked"), shown.revoked_at !== null],
    ];
  }
  if (shown.object !== "account" || shown.plan === undefined) return [];
  const id = String(shown.account_id);
  return accountFields.map((field) => [accountRegister(id, field), shown[field]]);
}

function violation(exchange: Exchange, register: string, value: unknown): Violation {
  const message = `${register} is shown as ${JSON.stringify(value)}, which it cannot have been`;
  return { invariant: "I9", message, exchanges: [exchange] };
}
