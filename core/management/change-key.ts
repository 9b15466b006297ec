import { type Denial, deny, errors, isDenial } from "../errors.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import type { KeyChange, Keys } from "../store/keys.ts";
import type { ManagementRequest } from "./request.ts";

export type ChangedKey =
  | { readonly kind: "changed"; readonly record: ManagedKey }
  | { readonly kind: "replayed"; readonly record: ManagedKey };

/**
 * Changes a key, or leaves it as it is if the decision is a denial.
 *
 * @param decide is asked anew whenever someone else was faster
 */
export async function changeKey(
  { accountId, input, idempotency }: ManagementRequest<{ readonly keyId: string }>,
  keys: Keys,
  decide: (before: ManagedKey, atEpochMs: number) => KeyChange | Denial,
): Promise<ChangedKey | Denial> {
  const outcome = await keys.change(
    accountId,
    input.keyId,
    (before, atEpochMs) => {
      const decided = decide(before, atEpochMs);
      return isDenial(decided)
        ? { after: before, event: undefined, denial: decided }
        : { ...decided, denial: undefined };
    },
    idempotency,
  );
  switch (outcome.kind) {
    case "changed":
      return outcome.change.denial ?? { kind: "changed", record: outcome.change.after };
    case "replayed":
      return outcome;
    case "reused-idempotency-key":
      return deny(errors.idempotencyKeyReused);
    case "no-key":
      return deny(errors.keyNotFound);
  }
}
