import type { Key } from "../api/key.ts";
import { RelativeTime } from "../components/moment.tsx";
import { Notice } from "../components/notice.tsx";
import { useNow } from "../components/now.tsx";
import { countdown } from "../format/countdown.ts";
import { secondSecret } from "./key-state.ts";

/** While two secrets of a key are accepted: how long yet, and whether the old one is still used. */
export function GraceNotice({ of: key }: { readonly of: Key }) {
  const now = useNow();
  const older = secondSecret(key, now);
  if (!older) return null;
  const isUsed = older.lastUsedAt !== undefined;
  return (
    <Notice tone={isUsed ? "warning" : "calm"}>
      <p>
        <strong>Two secrets work.</strong> The old one stops in{" "}
        <span class="countdown" role="timer">
          {countdown(older.expiresAt - now)}
        </span>
        , <RelativeTime at={older.expiresAt} otherwise="" as="date-and-time" />.
      </p>
      <p>
        {isUsed ? (
          <>
            <strong>The old secret is still used</strong>, last{" "}
            <RelativeTime at={older.lastUsedAt} otherwise="" />. Replace it before it stops.
          </>
        ) : (
          "The old secret has not been used since the rotation."
        )}
      </p>
    </Notice>
  );
}
