import { errors } from "../../core/errors.ts";
import { succeed } from "../api/answer.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { account } from "../api/objects.ts";
import { accountPath } from "../api/paths.ts";
import type { LineReport } from "./import-line.ts";

/**
 * Judges the lines of a dry run together. The API says of each line alone whether its account has a
 * place left; of several lines of one account only as many can get one as there are.
 */
export class FreePlaces {
  readonly #api: ManagementApi;
  /** Lines of each account that would create a key. */
  readonly #wanted = new Map<string, number>();
  readonly #free = new Map<string, number>();

  constructor(api: ManagementApi) {
    this.#api = api;
  }

  /**
   * Takes a place for a line, in the order of the file, as the real run does.
   *
   * @returns the report of the real run's line
   * @throws CliError if the account cannot be read
   */
  async judge(report: LineReport): Promise<LineReport> {
    const { accountId, outcome } = report;
    if (outcome !== "would create" || accountId === undefined) return report;
    const wanted = (this.#wanted.get(accountId) ?? 0) + 1;
    this.#wanted.set(accountId, wanted);
    // The first place the API has judged already.
    if (wanted === 1 || wanted <= (await this.#freeOf(accountId))) return report;
    return { ...report, outcome: "error", error: errors.activeKeyLimitReached.message };
  }

  async #freeOf(accountId: string): Promise<number> {
    const known = this.#free.get(accountId);
    if (known !== undefined) return known;
    const answer = await this.#api.ask({ method: "GET", path: accountPath(accountId) });
    const { max_active_keys: most, api_keys: keys } = account.parse(succeed(answer));
    this.#free.set(accountId, most - keys.active);
    return most - keys.active;
  }
}
