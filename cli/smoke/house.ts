import { randomBytes } from "node:crypto";
import type { Config } from "../../core/config/config.ts";
import { issueKey } from "../../core/key/api-key.ts";
import { CliError } from "../exit-code.ts";
import { parseJson } from "./parse-json.ts";
import type { Wire, WireResponse } from "./wire.ts";

/** The deployment's addresses. All bases end in `/api`. */
export interface Addresses {
  readonly publicApi: string;
  readonly managementApi: string;
  /** The public API's own address, if the other one is a distribution's. */
  readonly behindDistribution?: string | undefined;
}

export interface HouseOptions {
  readonly addresses: Addresses;
  readonly operatorToken: string;
  readonly config: Config;
  readonly accountId: string;
  /** How many times the verify endpoint is measured. */
  readonly samples: number;
  readonly wire: Wire;
  /** The management API's web ACL: whether it is to be tried. Undefined if it has none with a rate. */
  readonly webAcl?: FloodedWebAcl | "untried" | undefined;
}

export interface FloodedWebAcl {
  /** How many requests of an address it lets through in a minute. */
  readonly perMinute: number;
  readonly wait: (ms: number) => Promise<unknown>;
}

export interface SmokeKey {
  readonly id: string;
  readonly key: string;
}

export interface RequestParts {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  /** Another base than the public API's. */
  readonly base?: string;
}

const mostKeysAtOnce = 20;
const greatestLimit = 10_000;

/** The deployment under test, and the one account that the run creates there. */
export class House {
  readonly options: HouseOptions;
  /** A plan whose keys may call the public API, and one whose may not, if there is one. */
  readonly eligiblePlan: string;
  readonly otherPlan: string | undefined;
  private readonly active = new Map<string, SmokeKey>();
  private readonly secrets: string[];

  constructor(options: HouseOptions) {
    this.options = options;
    const plans = options.config.plans.rules;
    const eligible = plans.find((plan) => plan.eligible);
    if (!eligible) throw new CliError("misuse", "The deployment's settings have no eligible plan.");
    this.eligiblePlan = eligible.name;
    this.otherPlan = plans.find((plan) => !plan.eligible)?.name;
    this.secrets = [options.operatorToken];
  }

  get config(): Config {
    return this.options.config;
  }

  get accountPath(): string {
    return `/accounts/${encodeURIComponent(this.options.accountId)}`;
  }

  /** Calls the public API; `path` is below its base. */
  call(path: string, token?: string, parts: RequestParts = {}): Promise<WireResponse> {
    const base = new URL(parts.base ?? this.options.addresses.publicApi);
    const credential: [string, string][] =
      token === undefined ? [] : [["Authorization", `Bearer ${token}`]];
    return this.options.wire.send(base.origin, {
      method: parts.method ?? "GET",
      path: `${base.pathname.replace(/\/$/, "")}${path}`,
      headers: [...credential, ...(parts.headers ?? [])],
      body: parts.body,
    });
  }

  /** Calls the management API as the operator. */
  manage(
    method: string,
    path: string,
    body?: object | string,
    { headers = [], token = this.options.operatorToken }: ManageOptions = {},
  ): Promise<WireResponse> {
    const isJson = body !== undefined && !headers.some(([name]) => name === "Content-Type");
    return this.call(`/manage/v1${path}`, token, {
      method,
      base: this.options.addresses.managementApi,
      headers: isJson ? [["Content-Type", "application/json"], ...headers] : headers,
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  }

  async setAccount(fields: object): Promise<void> {
    const response = await this.manage("PUT", this.accountPath, {
      name: "Smoke test",
      ...fields,
    });
    if (response.status > 201) throw refused("change the account", response);
  }

  async newKey(fields: Readonly<Record<string, unknown>> = {}): Promise<SmokeKey> {
    if (this.active.size >= mostKeysAtOnce) await this.revokeKeys();
    const made = {
      name: "Smoke test",
      rate_limit_per_minute: greatestLimit,
      quotas: null,
      ...fields,
    };
    const response = await this.manage("POST", `${this.accountPath}/keys`, made);
    if (response.status !== 201) throw refused("create a key", response);
    const key = this.adopt(response);
    this.active.set(key.id, key);
    return key;
  }

  /** Reads a new secret from a response, so that no report repeats it. */
  adopt({ text }: WireResponse): SmokeKey {
    const { id, key } = parseJson(text);
    if (typeof id !== "string" || typeof key !== "string") {
      throw new CliError("refused", "A response that should have a new key has none.");
    }
    this.secrets.push(key);
    return { id, key };
  }

  revoke(id: string): Promise<WireResponse> {
    this.active.delete(id);
    return this.manage("DELETE", `${this.accountPath}/keys/${id}`);
  }

  /** A well-formed key that nobody has. */
  madeUpKey(): string {
    return issueKey(randomBytes, this.config.keyPrefix).text;
  }

  async open(): Promise<void> {
    await this.setAccount({ plan: this.eligiblePlan, is_suspended: false, max_active_keys: 90 });
  }

  /** Revokes every active key of the account, also those of a run that died, and suspends it. */
  async close(): Promise<void> {
    await this.revokeKeys();
    await this.setAccount({ is_suspended: true });
  }

  private async revokeKeys(): Promise<void> {
    const list = await this.manage("GET", `${this.accountPath}/keys?is_active=true&limit=100`);
    const { data } = parseJson(list.text);
    const ids = Array.isArray(data) ? data.map(({ id }) => String(id)) : [...this.active.keys()];
    for (const id of ids) {
      const response = await this.revoke(id);
      if (response.status !== 200) throw refused("revoke a key", response);
    }
    this.active.clear();
  }

  /** The text without any secret that this run knows. */
  redact(text: string): string {
    return this.secrets.reduce((all, secret) => all.replaceAll(secret, "[secret]"), text);
  }
}

interface ManageOptions {
  readonly headers?: readonly (readonly [string, string])[];
  readonly token?: string;
}

function refused(doing: string, { status, text }: WireResponse): CliError {
  const { error } = parseJson(text);
  return new CliError("refused", `Could not ${doing}: ${status} ${String(error ?? "")}`.trim());
}
