import type { Admit } from "../../functions/domain/admission.ts";
import { KeyMemory } from "../../functions/domain/key-memory.ts";
import type { Keyring } from "../../functions/domain/pepper.ts";
import type { Verdict } from "../../functions/domain/verdict.ts";
import { createVerifyKey } from "../../functions/domain/verify-key.ts";
import { InMemoryTable } from "./in-memory-table.ts";

/** A second that begins a minute slot, in milliseconds. */
export const startEpochMs = 1_800_000_000_000;

/** One container of the authorizer: its memory, its copy of the keyring, its clock. */
export interface Container {
  readonly verify: (token: string) => Promise<Verdict>;
  /** The versions that the keyring was asked for, `undefined` where any would do. */
  readonly askedVersions: (string | undefined)[];
  /** Milliseconds that its clock is ahead of the house's. */
  skewMs: number;
  /** As after a new start: nothing is remembered. */
  restart(): void;
}

/** A table, a secret and a clock, for as many containers as a test wants. */
export class VerifyHouse {
  readonly table = new InMemoryTable();
  nowEpochMs = startEpochMs;
  /** What the secret holds now; containers see it when they fetch it. */
  keyring: Keyring;
  /** How the table is reached; a test may put a fault here. */
  admit: Admit = async (attempt) => this.table.admit(attempt);

  constructor(keyring: Keyring) {
    this.keyring = keyring;
  }

  container(memoryCapacity = 10): Container {
    let fetched: Keyring | undefined;
    const askedVersions: (string | undefined)[] = [];
    const create = () =>
      createVerifyKey({
        admit: (attempt) => this.admit(attempt),
        keyring: async (neededVersion) => {
          askedVersions.push(neededVersion);
          const lacks = neededVersion !== undefined && !fetched?.peppers.has(neededVersion);
          if (!fetched || lacks) fetched = this.keyring;
          return fetched;
        },
        nowEpochMs: () => this.nowEpochMs + container.skewMs,
        memory: new KeyMemory(memoryCapacity),
      });
    let verify = create();
    const container: Container = {
      askedVersions,
      skewMs: 0,
      verify: (token) => verify(token),
      restart: () => {
        fetched = undefined;
        verify = create();
      },
    };
    return container;
  }
}
