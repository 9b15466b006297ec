import type { Admit, ReadKey } from "../../core/admission/admission.ts";
import { createKeyMemory } from "../../core/admission/key-memory.ts";
import type { ImportedKeys } from "../../core/key/imported-keys.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import { contractConfig } from "./contract-config.ts";
import { ample } from "./deadlines.ts";
import { InMemoryStore } from "./in-memory-store.ts";
import { createVerifier, type Verify } from "./verifier.ts";

/** A second that begins a minute slot, in milliseconds. */
export const startEpochMs = 1_800_000_000_000;

/** One container of the authorizer: its memory, its copy of the keyring, its clock. */
export interface Container {
  readonly verify: Verify;
  /** The versions that the keyring was asked for, `undefined` where any would do. */
  readonly askedVersions: (string | undefined)[];
  /** Milliseconds that its clock is ahead of the house's. */
  skewMs: number;
  /** As when the cached secret has reached its age: the next request fetches it. */
  forgetKeyring(): void;
  /** As after a new start: nothing is remembered. */
  restart(): void;
}

/** A table, a secret and a clock, for as many containers as a test wants. */
export class VerifyHouse {
  readonly table = new InMemoryStore();
  nowEpochMs = startEpochMs;
  /** The current value of the secret; containers see it when they fetch it. */
  keyring: Keyring;
  importedKeys: ImportedKeys = "none";
  /** How the table is reached; a test may put faults here. */
  admit: Admit = async (attempt) => this.table.admit(attempt);
  readKey: ReadKey = async (keyId) => this.table.read(keyId);

  constructor(keyring: Keyring) {
    this.keyring = keyring;
  }

  /** How often the table was asked since this was last called. */
  takeLooks(): number {
    const looks = this.table.writes + this.table.reads;
    this.table.writes = 0;
    this.table.reads = 0;
    return looks;
  }

  container(remembered = { keys: 10, rejected: 100, expectsRules: false }): Container {
    let fetched: Keyring | undefined;
    const askedVersions: (string | undefined)[] = [];
    const create = () =>
      createVerifier({
        admit: (attempt) => this.admit(attempt, ample),
        readKey: (keyId) => this.readKey(keyId, ample),
        keyring: async (_deadline, neededVersion) => {
          askedVersions.push(neededVersion);
          const lacks = neededVersion !== undefined && !fetched?.peppers.has(neededVersion);
          if (!fetched || lacks) fetched = this.keyring;
          return fetched;
        },
        nowEpochMs: () => this.nowEpochMs + container.skewMs,
        memory: createKeyMemory(remembered),
        config: { ...contractConfig, importedKeys: this.importedKeys },
      });
    let verify = create();
    const container: Container = {
      askedVersions,
      skewMs: 0,
      verify: (token, asked) => verify(token, asked),
      forgetKeyring: () => {
        fetched = undefined;
      },
      restart: () => {
        fetched = undefined;
        verify = create();
      },
    };
    return container;
  }
}
