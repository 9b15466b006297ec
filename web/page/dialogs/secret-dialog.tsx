import { useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { RelativeTime } from "../components/moment.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { useNow } from "../components/now.tsx";
import { SecretCode } from "../components/secret-code.tsx";
import { Tabs } from "../components/tabs.tsx";
import { type Example, examplesFor } from "../keys/example-code.ts";
import { secondSecret } from "../keys/key-state.ts";
import type { ShownSecret } from "../keys/shown-secret.ts";

interface SecretDialogProps {
  readonly of: Key;
  /** The whole key. It is in this dialog alone, and gone with it. */
  readonly secret: ShownSecret;
  readonly onDone: () => void;
}

/** Shows a key this once, until someone says that they have stored it. */
export function SecretDialog({ of: key, secret, onDone }: SecretDialogProps) {
  const [isStored, setStored] = useState(false);
  const code = useRef<HTMLElement>(null);
  const older = secondSecret(key, useNow());

  // Closing the tab would lose it just as well.
  useEffect(() => {
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);

  useEffect(() => () => secret.forget(), [secret]);

  const tabs = examplesFor(location.origin).map((example) => ({
    id: example.id,
    label: example.language,
    panel: <ExampleCode example={example} secret={secret} />,
  }));
  const finish = (event: Event) => {
    event.preventDefault();
    if (isStored) onDone();
  };
  return (
    <Dialog title="Store this key now" onClose={undefined} wide>
      <form class="form" onSubmit={finish}>
        <p>
          This is the <strong>only time</strong> that the key of <Emphasis>{key.name}</Emphasis> is
          shown. Store it where your programs find it and nobody else does.
        </p>
        <div class="secret">
          <SecretCode class="secret-text" element={code} write={() => secret.text} />
          <CopyButton what="key" source={code} />
        </div>
        {older && (
          <Notice tone="calm">
            <p>
              The secret before this one works on until{" "}
              <RelativeTime at={older.expiresAt} otherwise="" as="date-and-time" />.
            </p>
          </Notice>
        )}
        <section aria-label="Try it">
          <h3 class="dialog-subtitle">Try it</h3>
          <Tabs label="Language" tabs={tabs} />
        </section>
        <footer class="dialog-foot">
          <label class="check">
            <input
              type="checkbox"
              checked={isStored}
              onChange={({ currentTarget }) => setStored(currentTarget.checked)}
            />
            I have stored it
          </label>
          <button type="submit" class="button button-primary" disabled={!isStored}>
            Done
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface ExampleCodeProps {
  readonly example: Example;
  readonly secret: ShownSecret;
}

function ExampleCode({ example, secret }: ExampleCodeProps) {
  const code = useRef<HTMLElement>(null);
  return (
    <div class="example">
      <pre class="code">
        <SecretCode element={code} write={() => example.code(secret.text)} />
      </pre>
      <CopyButton what="example" source={code} />
    </div>
  );
}
