import { useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { CopyButton } from "../components/copy-button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { SecretCode } from "../components/secret-code.tsx";
import { Tabs } from "../components/tabs.tsx";
import { type Example, examplesFor } from "../keys/example-code.ts";
import { secondSecret } from "../keys/key-state.ts";
import type { ShownSecret } from "../keys/shown-secret.ts";

interface SecretDialogProps {
  readonly of: Key;
  /** The whole key. Only this dialog holds it, and forgets it on close. */
  readonly secret: ShownSecret;
  readonly onDone: () => void;
}

/** Shows a key once, until the user confirms that it is stored. */
export function SecretDialog({ of: key, secret, onDone }: SecretDialogProps) {
  const [isStored, setStored] = useState(false);
  const code = useRef<HTMLElement>(null);
  const older = secondSecret(key, useNow());

  // Closing the tab would lose the key too.
  useEffect(() => {
    const keepOpen = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", keepOpen);
    return () => removeEventListener("beforeunload", keepOpen);
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
          This is the <strong>only time</strong> you can see the key for{" "}
          <Emphasis>{key.name}</Emphasis>. Copy it now and store it in a safe place, such as a
          secrets manager.
        </p>
        <div class="secret">
          <SecretCode class="secret-text" element={code} write={() => secret.text} />
          <CopyButton what="key" source={code} />
        </div>
        {older && (
          <Notice tone="calm">
            <p>
              The old secret works until{" "}
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
            I have stored this key
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
