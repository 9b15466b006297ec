import { type Call, callsOf } from "./calls.ts";
import { planLimits } from "./contract.ts";
import type { History, Violation } from "./exchange.ts";
import { entriesOf } from "./listings.ts";
import { accountRegister, type Registers, registersOf } from "./registers.ts";

/** I7: ownership, plan and limits change only by who may change them; others' ids answer 404. */
export function checkOwnership(history: History): Violation[] {
  const registers = registersOf(history);
  return callsOf(history).flatMap((call) => {
    const faults = [...credentialFaults(call, registers), ...ownerFaults(call)];
    return faults.map((message) => ({ invariant: "I7", message, exchanges: [call.exchange] }));
  });
}

function credentialFaults(call: Call, registers: Registers): string[] {
  const { operation, exchange, outcome, accountId } = call;
  const { asked, answered } = exchange;
  const { credential } = asked;
  const isManagement = asked.target.startsWith("/api/manage/");
  if (credential.kind === "operator") {
    return operation === "use" && outcome === "done"
      ? ["the operator's token passed for a key"]
      : [];
  }
  if (credential.kind === "user") {
    if (outcome !== "done") return [];
    const isOperators = operation === "putAccount" || operation === "listAccounts";
    return [
      ...(isOperators ? [`a user did what only an operator may: ${operation}`] : []),
      ...(accountId !== "" && accountId !== credential.accountId && answered?.status !== 404
        ? ["a user reached another's account"]
        : []),
      ...limitFaults(call, registers),
    ];
  }
  const isRefused = answered === undefined || answered.status >= 400;
  if (isManagement && !isRefused) return [`no credential for ${operation}, and it was done`];
  const isStranger = credential.kind === "other" || credential.kind === "none";
  return operation === "use" && isStranger && !isRefused ? ["a stranger's token was admitted"] : [];
}

function limitFaults(
  { operation, body, accountId, exchange }: Call,
  registers: Registers,
): string[] {
  const asked = body.rate_limit_per_minute;
  if (typeof asked !== "number" || !["createKey", "updateKey"].includes(operation)) return [];
  const isWithin = (plan: unknown) => asked <= (planLimits[String(plan)] ?? 0);
  const may = registers.may(accountRegister(accountId, "plan"), exchange, isWithin);
  return may ? [] : [`a user set the limit ${asked}, above the plan's`];
}

/** Whatever is reached below an account is that account's. */
function ownerFaults({ accountId, answer, outcome }: Call): string[] {
  if (accountId === "" || outcome !== "done") return [];
  return [answer, ...entriesOf(answer)]
    .filter((shown) => shown.account_id !== undefined && shown.account_id !== accountId)
    .map((shown) => `below ${accountId} there is something of ${String(shown.account_id)}`);
}
