/** The work of one process of the load. */
export interface WorkerOrder {
  readonly url: string;
  readonly operatorToken: string;
  readonly accountId: string;
  readonly keys: number;
  readonly seconds: number;
}

export interface WorkerReport {
  /** Requests by what they did and how they were answered. */
  readonly counts: Readonly<Record<string, number>>;
  /** Answers that the state of the key does not explain. */
  readonly faults: readonly string[];
}

/** A key that this process alone uses and changes, so that it knows how it stands. */
interface LoadedKey {
  id: string;
  text: string;
  state: "live" | "paused" | "scopeless";
}

const concurrency = 6;

process.once("message", (order: WorkerOrder) => {
  work(order).then((report) => {
    process.send?.(report);
    process.disconnect();
  });
});

async function work(order: WorkerOrder): Promise<WorkerReport> {
  const counts: Record<string, number> = {};
  const faults: string[] = [];
  const account = `/api/manage/v1/accounts/${order.accountId}`;

  async function send(
    what: string,
    method: string,
    target: string,
    token: string,
    expected: readonly number[],
    body?: object,
  ) {
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(body ? { "Content-Type": "application/json" } : {}),
    };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(order.url + target, init).catch((error) => {
      faults.push(`${what}: ${error}`);
      return undefined;
    });
    const text = (await response?.text()) ?? "";
    const status = response?.status ?? 0;
    counts[`${what} ${status}`] = (counts[`${what} ${status}`] ?? 0) + 1;
    if (!expected.includes(status)) {
      faults.push(`${what} was answered ${status} instead of ${expected.join(" or ")}`);
    }
    return status < 300 && text !== "" ? JSON.parse(text) : {};
  }

  const manage = (what: string, method: string, path: string, status: number, body?: object) =>
    send(what, method, account + path, order.operatorToken, [status], body);

  async function newKey(): Promise<LoadedKey> {
    const body = { name: "Load", rate_limit_per_minute: 300, quotas: { day: 1_000_000 } };
    const { id, key } = await manage("create", "POST", "/keys", 201, body);
    return { id, text: key, state: "live" };
  }

  async function use(key: LoadedKey): Promise<void> {
    // Once a window was seen full, 429 goes on until the second ends.
    const expected = { live: [200, 429], paused: [401, 429], scopeless: [403, 429] }[key.state];
    await send("use", "GET", "/api/v1/models", key.text, expected);
    const priced = key.state === "scopeless" ? [200, 429] : expected;
    await send("verify", "GET", "/api/v1/verify?cost=2", key.text, priced);
  }

  async function change(key: LoadedKey): Promise<void> {
    const path = `/keys/${key.id}`;
    const patch = (body: object) => manage("change", "PATCH", path, 200, body);
    switch (Math.floor(Math.random() * 7)) {
      case 0:
        await patch({ is_active: key.state === "paused" });
        key.state = key.state === "paused" ? "live" : "paused";
        await patch({ scopes: null });
        return;
      case 1:
        if (key.state === "paused") return;
        await patch({ scopes: key.state === "scopeless" ? null : [] });
        key.state = key.state === "scopeless" ? "live" : "scopeless";
        return;
      case 2:
        key.text = (await manage("rotate", "POST", `${path}/rotate`, 201, {})).key;
        return;
      case 3:
        await manage("revoke", "DELETE", path, 200);
        Object.assign(key, await newKey());
        return;
      case 4:
        await patch({ rate_limit_per_minute: 200 + Math.floor(Math.random() * 200) });
        return;
      case 5:
        await manage("list", "GET", "/keys?limit=5", 200);
        await manage("read", "GET", `${path}?include=usage`, 200);
        return;
      default:
        await patch({ name: `Load ${Math.random()}` });
    }
  }

  /** Each lane has keys of its own. */
  async function lane(keys: readonly LoadedKey[]): Promise<void> {
    for (let turn = 0; performance.now() < endMs; turn++) {
      const key = keys[turn % keys.length];
      if (!key) return;
      await use(key);
      if (turn % 4 === 0) await change(key);
    }
  }

  await send("account", "PUT", account, order.operatorToken, [201], {
    plan: "enterprise",
    max_active_keys: 90,
  });
  const keys: LoadedKey[] = [];
  for (let made = 0; made < order.keys; made++) keys.push(await newKey());
  const endMs = performance.now() + order.seconds * 1000;
  const lanes = Array.from({ length: concurrency }, (_, index) =>
    lane(keys.filter((_, place) => place % concurrency === index)),
  );
  await Promise.all(lanes);
  return { counts, faults };
}
