import type { Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { countdown } from "../format/countdown.ts";
import { useAbilities } from "../workspace/abilities.ts";
import { secondSecret } from "./key-state.ts";

/** Shown during a grace period: the time left, and whether the old secret is still in use. */
export function GraceNotice({ of: key }: { readonly of: Key }) {
  const now = useNow();
  const open = useDialog();
  const { mayEdit } = useAbilities();
  const older = secondSecret(key, now);
  if (!older) return null;
  const isUsed = older.lastUsedAt !== undefined;
  return (
    <Notice tone={isUsed ? "warning" : "calm"}>
      <p>
        <strong>Grace period.</strong> The old secret stops working in{" "}
        <span class="countdown" role="timer">
          {countdown(older.expiresAt - now)}
        </span>{" "}
        (<RelativeTime at={older.expiresAt} otherwise="" as="date-and-time" />
        ).
      </p>
      <p>
        {isUsed ? (
          <>
            <strong>The old secret is still in use</strong>, last used{" "}
            <RelativeTime at={older.lastUsedAt} otherwise="" />. Replace it before it stops working.
          </>
        ) : (
          "The old secret has not been used since the rotation."
        )}
      </p>
      {mayEdit && (
        <button type="button" class="button" onClick={() => open({ kind: "end-old", key })}>
          End the old secret now
        </button>
      )}
    </Notice>
  );
}
