import type { Key } from "../api/key.ts";
import { RelativeTime } from "../components/relative-time.tsx";
import { environmentNames } from "./key-labels.ts";

/** Tells a key from others with the same name. */
export function KeyIdentity({ of: key }: { readonly of: Key }) {
  return (
    <p class="identity muted">
      <code>{key.prefix}</code> · {environmentNames[key.environment]} · created{" "}
      <RelativeTime at={key.createdAt} otherwise="" as="date-and-time" />
    </p>
  );
}
