import { createHash } from "node:crypto";
import type { Keyring } from "../../../core/key/pepper.ts";
import { ManagementOnTable, type ManagementResponse } from "../../support/management-on-table.ts";
import type { TestTable } from "../../support/table.ts";
import type { Verify } from "../../support/verifier.ts";
import { canonical, placeOf, rawTable } from "../support/raw-table.ts";
import type { Command } from "./commands.ts";
import { seededChance } from "./seeded-chance.ts";

const foreignPrefix = { prefix: "acme_" };

/** The product on one of the databases that are compared, with the same clock and the same chance. */
export class Twin {
  readonly #table: TestTable;
  readonly #house: ManagementOnTable;
  #containers: Verify[];
  readonly #keys: { readonly accountId: string; readonly keyId: string }[] = [];
  readonly #tokens: string[] = [];

  constructor(table: TestTable, keyring: Keyring) {
    this.#table = table;
    this.#house = new ManagementOnTable(table, keyring, seededChance("twin"));
    this.#containers = this.#newContainers();
  }

  /** @returns all that a caller gets to see of it */
  async run(command: Command): Promise<unknown> {
    switch (command.does) {
      case "put account":
        return this.#call("putAccount", {
          accountId: accountOf(command.account),
          body: command.body,
        });
      case "create key":
        return this.#makeKey("createKey", command.account, command.body, command.repeat);
      case "import key": {
        const token = `${foreignPrefix.prefix}${command.foreign}`.padEnd(40, "x");
        const sha256 = createHash("sha256").update(token).digest("hex");
        this.#tokens.push(token);
        return this.#makeKey("importKey", command.account, { ...command.body, sha256 }, 0);
      }
      case "change key":
        return this.#call("updateKey", { ...this.#keyAt(command.key), body: command.body });
      case "rotate key": {
        const body = { grace_period_seconds: command.graceSeconds };
        const headers = repeatHeader("rotate", command.repeat);
        const answer = await this.#call("rotateKey", {
          ...this.#keyAt(command.key),
          body,
          headers,
        });
        this.#learn(answer);
        return answer;
      }
      case "revoke key":
        return this.#call("revokeKey", this.#keyAt(command.key));
      case "list":
        return this.#list(command.what, accountOf(command.account), command.limit);
      case "show":
        return [
          await this.#call("getAccount", { accountId: accountOf(command.account) }),
          await this.#call("getKey", this.#keyAt(command.key)),
          await this.#call("explainKey", this.#keyAt(command.key)),
        ];
      case "use":
        return this.#use(command);
      case "wait":
        this.#house.nowEpochMs += command.ms;
        return undefined;
      case "restart":
        this.#containers = this.#newContainers();
        return undefined;
    }
  }

  /** All that is stored, by its place. */
  async contents(): Promise<Record<string, string>> {
    const { items } = await rawTable(this.#table.endpoint, this.#table.name).scan();
    const sorted = items.map((item) => [placeOf(item), canonical(item)] as const);
    return Object.fromEntries(sorted.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Leaves an empty table behind. */
  async clear(): Promise<void> {
    const table = rawTable(this.#table.endpoint, this.#table.name);
    const { items } = await table.scan();
    await Promise.all(items.map(table.remove));
  }

  #newContainers() {
    return [this.#house.container(foreignPrefix), this.#house.container(foreignPrefix)];
  }

  #call(...[name, call]: Parameters<ManagementOnTable["call"]>): Promise<ManagementResponse> {
    return this.#house.call(name, call);
  }

  async #makeKey(
    useCase: "createKey" | "importKey",
    account: number,
    body: object,
    repeat: number,
  ) {
    const accountId = accountOf(account);
    const answer = await this.#call(useCase, {
      accountId,
      body,
      headers: useCase === "createKey" ? repeatHeader("create", repeat) : {},
    });
    if (answer.status === 201) this.#keys.push({ accountId, keyId: String(answer.body.id) });
    this.#learn(answer);
    return answer;
  }

  #learn({ body }: ManagementResponse): void {
    if (typeof body.key === "string") this.#tokens.push(body.key);
  }

  /** A key that was made, or one that never was. */
  #keyAt(index: number): { accountId: string; keyId: string } {
    return (
      this.#keys[index % (this.#keys.length + 1)] ?? { accountId: "acct_0", keyId: "AAAAAAAA" }
    );
  }

  async #list(
    useCase: "listKeys" | "listEvents" | "listAccounts",
    accountId: string,
    limit: number,
  ): Promise<ManagementResponse[]> {
    const pages: ManagementResponse[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = {
        limit: String(limit),
        ...(cursor === null ? {} : { cursor }),
      };
      const page: ManagementResponse = await this.#call(useCase, { accountId, query });
      pages.push(page);
      cursor = page.body.next_cursor ?? null;
    } while (cursor !== null);
    return pages;
  }

  async #use({ token, container, times, asked }: Command & { does: "use" }): Promise<unknown[]> {
    const text = this.#tokens[token % (this.#tokens.length + 1)] ?? "junk";
    const verdicts: unknown[] = [];
    for (let use = 0; use < times; use++) {
      verdicts.push(await this.#containers[container]?.(text, asked));
    }
    return verdicts;
  }
}

function accountOf(index: number): string {
  return `acct_${index}`;
}

function repeatHeader(what: string, repeat: number): Record<string, string> {
  return repeat === 0 ? {} : { "Idempotency-Key": `${what}-${repeat}` };
}
