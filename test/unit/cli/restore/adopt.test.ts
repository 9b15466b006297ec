import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { adoptTable, missingSettings, readLatchkeyTable } from "../../../../cli/restore/adopt.ts";
import { drainQueue, type ReceivedMessage } from "../../../../cli/restore/drain-queue.ts";
import type { TablePort, TableState } from "../../../../cli/restore/table-port.ts";

const bare: TableState = {
  arn: "arn:aws:dynamodb:us-east-1:111111111111:table/restored",
  isReady: true,
  keys: "pk HASH, sk RANGE",
  hasIndex: false,
  hasTtl: false,
  hasBackups: false,
  isProtected: false,
  streamArn: undefined,
  tags: {},
  restoredToEpochMs: undefined,
};
const wanted = { isProtected: true, tags: { team: "platform" } };

/** DynamoDB's tables: a change takes two looks to be in force, and no other is taken until then. */
class SlowTable implements TablePort {
  state = bare;
  readonly asked: string[] = [];
  #coming: Partial<TableState> = {};
  #looks = 0;

  async read() {
    if (!this.state.isReady && --this.#looks <= 0) {
      this.state = { ...this.state, ...this.#coming, isReady: true };
    }
    return this.state;
  }

  async #change(name: string, coming: Partial<TableState>): Promise<void> {
    if (!this.state.isReady) throw new Error("ResourceInUseException");
    this.asked.push(name);
    this.#coming = coming;
    this.#looks = 2;
    this.state = { ...this.state, isReady: false };
  }

  addIndex = () => this.#change("index", { hasIndex: true });
  enableTtl = () => this.#change("ttl", { hasTtl: true });
  enableBackups = () => this.#change("backups", { hasBackups: true });
  protect = () => this.#change("protection", { isProtected: true });
  enableStream = () => this.#change("stream", { streamArn: `${bare.arn}/stream/1` });
  tag = (_: string, tags: Readonly<Record<string, string>>) =>
    this.#change("tags", { tags: { ...this.state.tags, ...tags } });
}

const ports = (port: TablePort) => ({ port, wait: async () => {}, progress: () => {} });

describe("a restored table", () => {
  it("gets what it lacks, one setting after the other, and nothing twice", async () => {
    const port = new SlowTable();
    const adopted = await adoptTable("restored", wanted, ports(port));
    expect(port.asked).toEqual(["protection", "backups", "ttl", "index", "stream", "tags"]);
    expect(adopted).toMatchObject({ hasTtl: true, streamArn: `${bare.arn}/stream/1` });
    expect(missingSettings(adopted, wanted)).toEqual([]);
    await adoptTable("restored", wanted, ports(port));
    expect(port.asked).toHaveLength(6);
  });

  it("goes on with what is missing, and waits for a change of somebody else", async () => {
    const port = new SlowTable();
    await port.enableTtl();
    await adoptTable("restored", { isProtected: false, tags: {} }, ports(port));
    expect(port.asked).toEqual(["ttl", "backups", "index", "stream"]);
  });

  it("is left alone if it is no table of Latchkey, or not there", async () => {
    const port = new SlowTable();
    port.state = { ...bare, keys: "id HASH" };
    await expect(adoptTable("restored", wanted, ports(port))).rejects.toThrow("id HASH");
    const none: TablePort = Object.assign(new SlowTable(), { read: async () => undefined });
    await expect(adoptTable("restored", wanted, ports(none))).rejects.toThrow("no table restored");
    expect(port.asked).toEqual([]);
  });

  it("takes no changes from what is no table of Latchkey", async () => {
    const port = new SlowTable();
    expect(await readLatchkeyTable(port, "old")).toBe(bare);
    port.state = { ...bare, keys: "id HASH" };
    await expect(readLatchkeyTable(port, "old")).rejects.toThrow("old is no table of Latchkey");
    const none: TablePort = Object.assign(new SlowTable(), { read: async () => undefined });
    expect(await readLatchkeyTable(none, "old")).toBeUndefined();
  });

  it("is not waited for without end", async () => {
    const port = new SlowTable();
    port.state = { ...bare, isReady: false };
    port.read = async () => port.state;
    const adopting = adoptTable("restored", wanted, ports(port));
    await expect(adopting).rejects.toMatchObject({ exitCode: 3 });
  });
});

describe("a queue that an archive was replayed into", () => {
  const message = (id: number): ReceivedMessage => ({
    body: `{\n  "detail": ${id}\n}`,
    receipt: String(id),
  });

  it("is emptied into the file, and loses nothing if that is interrupted", async () => {
    const directory = mkdtempSync(join(tmpdir(), "latchkey-drain-"));
    const path = join(directory, "events.jsonl");
    const left = [message(1), message(2), message(3)];
    let removals = 0;
    const queue = {
      receive: async () => left.slice(0, 2),
      remove: async (messages: readonly ReceivedMessage[]) => {
        if (++removals === 2) throw new Error("interrupted");
        left.splice(0, messages.length);
      },
    };
    await expect(drainQueue(queue, path, () => {})).rejects.toThrow("interrupted");
    expect(left).toHaveLength(1);
    expect(await drainQueue(queue, path, () => {})).toBe(1);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    // The third was on disk before it could be removed.
    expect(lines.map((line) => JSON.parse(line).detail)).toEqual([1, 2, 3, 3]);
    rmSync(directory, { recursive: true });
  });
});
