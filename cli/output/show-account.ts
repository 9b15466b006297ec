import { type Account, account, list } from "../api/objects.ts";
import { refusalsText } from "./show-refusals.ts";
import { fields, otherFields, shortTime, showMetadata, table } from "./table.ts";

export function showAccount(result: unknown, columns?: number): string {
  const shown = account.parse(result);
  return fields(
    [
      ["account", shown.account_id],
      ["name", shown.name ?? "–"],
      ["contact", shown.contact_email ?? "–"],
      ["plan", shown.plan],
      ["state", stateOf(shown)],
      ["active keys", activeKeys(shown)],
      ["metadata", showMetadata(shown.metadata)],
      ["created", shown.created_at],
      ["updated", shown.updated_at],
      ["refused", refusalsText(shown.refusals)],
      ...otherFields(shown, ["object", ...Object.keys(account.shape)]),
    ],
    columns,
  );
}

export function showAccounts(result: unknown, columns?: number): string {
  const accounts = list.parse(result).data.map((one) => account.parse(one));
  if (accounts.length === 0) return "No accounts";
  return table(
    ["account", "name", "plan", "state", "active keys", "updated"],
    accounts.map((one) => [
      one.account_id,
      one.name ?? "–",
      one.plan,
      stateOf(one),
      activeKeys(one),
      shortTime(one.updated_at),
    ]),
    columns,
  );
}

function stateOf({ is_suspended }: Account): string {
  return is_suspended ? "suspended" : "active";
}

function activeKeys({ api_keys, max_active_keys }: Account): string {
  return `${api_keys.active} of ${max_active_keys}`;
}
