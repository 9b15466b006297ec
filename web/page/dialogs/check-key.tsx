import { useEffect, useRef, useState } from "preact/hooks";
import { checkKey, checkPath, type KeyCheck } from "../api/check-key.ts";
import { Failure } from "../components/failure.tsx";
import type { ShownSecret } from "../keys/shown-secret.ts";

interface CheckKeyProps {
  readonly secret: ShownSecret;
  /** Shown in place of the secret. */
  readonly prefix: string;
}

/** Calls the API with the key on demand, and shows the request and the response. */
export function CheckKey({ secret, prefix }: CheckKeyProps) {
  const [isBusy, setBusy] = useState(false);
  const [check, setCheck] = useState<KeyCheck>();
  const [error, setError] = useState<unknown>();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const hasResult = check !== undefined || error !== undefined;
    if (hasResult) element.current?.scrollIntoView({ block: "nearest" });
  }, [check, error]);
  const onClick = () => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    checkKey((...request) => fetch(...request), secret.text)
      .then(setCheck, setError)
      .finally(() => setBusy(false));
  };
  return (
    <div class="example" ref={element}>
      <button type="button" class="button" aria-disabled={isBusy} onClick={onClick}>
        {isBusy ? "Checking…" : "Check this key"}
      </button>
      <p class="hint">Calls the API with this key. That counts as one request.</p>
      {error !== undefined && <Failure error={error} what="The key could not be checked." />}
      <div role="status" class="example-result">
        {check && (
          <>
            <p>
              <strong>
                {check.status === 200
                  ? "The key works."
                  : `The API refuses the key with status ${check.status}.`}
              </strong>
            </p>
            <pre class="code">
              <code>
                {`GET ${checkPath}\nauthorization: Bearer ${prefix}_…\n\n`}
                {[`HTTP ${check.status}`, ...check.headers, "", indented(check.body)].join("\n")}
              </code>
            </pre>
          </>
        )}
      </div>
    </div>
  );
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
