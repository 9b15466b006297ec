import { startLocal } from "../../../local/start.ts";
import { accountsMade, manage, type Running } from "./operator.ts";

export interface Target extends Running {
  stop(): Promise<void>;
}

/**
 * The Latchkey that a black-box suite talks to: a local run, or the deployment that
 * `LATCHKEY_TARGET_URL` names (`npm run test:deployed`), whose settings have to be the default ones.
 */
export async function startTarget(): Promise<Target> {
  const url = process.env.LATCHKEY_TARGET_URL?.replace(/\/$/, "");
  if (!url) return startLocal({ port: 0 });
  const operatorToken = process.env.LATCHKEY_OPERATOR_TOKEN;
  if (!operatorToken) throw new Error("LATCHKEY_TARGET_URL needs LATCHKEY_OPERATOR_TOKEN");
  const target = { url, operatorToken };
  return { ...target, stop: () => cleanUp(target) };
}

/** Accounts cannot be deleted: their keys are revoked, and they are suspended. */
async function cleanUp(target: Running): Promise<void> {
  for (const account of accountsMade()) {
    const keys = await manage(target, "GET", `/accounts/${account}/keys?is_active=true&limit=100`);
    for (const { id } of keys.json.data ?? []) {
      await manage(target, "DELETE", `/accounts/${account}/keys/${id}`);
    }
    await manage(target, "PUT", `/accounts/${account}`, { is_suspended: true });
  }
}
