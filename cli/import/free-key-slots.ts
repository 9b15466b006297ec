import { errors } from "../../core/errors.ts";
import { succeed } from "../api/api-response.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { account } from "../api/objects.ts";
import { accountPath } from "../api/paths.ts";
import type { LineReport } from "./import-line.ts";

/**
 * Checks the lines of a dry run together. The API checks each line alone against the account's limit of
 * keys; this also counts the earlier lines of the same account.
 */
export class FreeKeySlots {
  readonly #api: ManagementApi;
  /** Lines of each account that would create a key. */
  readonly #wanted = new Map<string, number>();
  readonly #free = new Map<string, number>();

  constructor(api: ManagementApi) {
    this.#api = api;
  }

  /**
   * Counts a line against its account's limit, in the order of the file, as the real run does.
   *
   * @returns the report that the real run would give
   * @throws CliError if the account cannot be read
   */
  async judge(report: LineReport): Promise<LineReport> {
    const { accountId, outcome } = report;
    if (outcome !== "would create" || accountId === undefined) return report;
    const wanted = (this.#wanted.get(accountId) ?? 0) + 1;
    this.#wanted.set(accountId, wanted);
    // The API has already checked the first line.
    if (wanted === 1 || wanted <= (await this.#freeOf(accountId))) return report;
    return { ...report, outcome: "error", error: errors.activeKeyLimitReached.message };
  }

  async #freeOf(accountId: string): Promise<number> {
    const known = this.#free.get(accountId);
    if (known !== undefined) return known;
    const response = await this.#api.request({ method: "GET", path: accountPath(accountId) });
    const { max_active_keys: most, api_keys: keys } = account.parse(succeed(response));
    this.#free.set(accountId, most - keys.active);
    return most - keys.active;
  }
}
