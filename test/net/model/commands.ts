import type fc from "fast-check";
import { createCommands } from "./commands/create.ts";
import { capCommands, planCommands, suspensionCommands } from "./commands/put-account.ts";
import { readCommands } from "./commands/read.ts";
import { repeatCreateCommands } from "./commands/repeat-create.ts";
import { revokeCommands } from "./commands/revoke.ts";
import { rotateCommands } from "./commands/rotate.ts";
import { faultCommands, restartCommands, tickCommands } from "./commands/surroundings.ts";
import {
  expiryCommands,
  limitCommands,
  pauseCommands,
  renameCommands,
  ruleCommands,
} from "./commands/update.ts";
import { otherUseCommands, plainUseCommands, useCommands } from "./commands/use.ts";
import type { ModelCommand } from "./session.ts";

/** The commands of histories, with their relative frequency. */
const weights: readonly (readonly [number, fc.Arbitrary<ModelCommand>])[] = [
  [8, plainUseCommands],
  [4, useCommands],
  [8, otherUseCommands],
  [3, createCommands],
  [1, repeatCreateCommands],
  [2, rotateCommands],
  [2, pauseCommands],
  [2, limitCommands],
  [1, renameCommands],
  [1, expiryCommands],
  [3, ruleCommands],
  [1, revokeCommands],
  [2, planCommands],
  [1, suspensionCommands],
  [1, capCommands],
  [2, readCommands],
  [4, tickCommands],
  [1, restartCommands],
  [1, faultCommands],
];

export const allCommands: fc.Arbitrary<ModelCommand>[] = weights.flatMap(([weight, commands]) =>
  Array.from({ length: weight }, () => commands),
);
