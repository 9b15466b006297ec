import { useEffect, useRef, useState } from "preact/hooks";
import { PlanBanner } from "../account/plan-banner.tsx";
import { SuspensionBanner } from "../account/suspension-banner.tsx";
import type { Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { CopyButton } from "../components/copy-button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { SecretCode } from "../components/secret-code.tsx";
import { Tabs } from "../components/tabs.tsx";
import { useConfig } from "../config-context.ts";
import { type Example, examplesFor, storingIn, variableFor } from "../keys/example-code.ts";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { secondSecret } from "../keys/key-state.ts";
import type { ShownSecret } from "../keys/shown-secret.ts";
import { CheckKey } from "./check-key.tsx";

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

  const variable = variableFor(useConfig().product.name);
  const line = <SecretLine variable={variable} secret={secret} />;
  const places = [{ id: "env", label: ".env", panel: line }, ...storingIn(variable).map(tabOf)];
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
        <KeyIdentity of={key} />
        <div class="secret">
          <SecretCode class="secret-text" element={code} write={() => secret.text} />
          <CopyButton what="key" source={code} />
        </div>
        <PlanBanner />
        <SuspensionBanner />
        {older && (
          <Notice tone="calm">
            <p>
              The old secret works until{" "}
              <RelativeTime at={older.expiresAt} otherwise="" as="date-and-time" />.
            </p>
          </Notice>
        )}
        <section aria-label="Store it">
          <h3 class="dialog-subtitle">Store it</h3>
          <p class="hint">
            Programs read it from <code>{variable}</code>. The commands ask for the key, so that it
            stays out of your shell’s history.
          </p>
          <Tabs label="Place" tabs={places} />
        </section>
        <section aria-label="Use it">
          <h3 class="dialog-subtitle">Use it</h3>
          <Tabs label="Language" tabs={examplesFor(location.origin, variable).map(tabOf)} />
        </section>
        <section aria-label="Check it">
          <h3 class="dialog-subtitle">Check it</h3>
          <CheckKey secret={secret} prefix={key.prefix} />
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

/** The line of a `.env` file, the one place where the key itself belongs. */
function SecretLine({
  variable,
  secret,
}: {
  readonly variable: string;
  readonly secret: ShownSecret;
}) {
  const code = useRef<HTMLElement>(null);
  return (
    <div class="example">
      <pre class="code">
        <SecretCode element={code} write={() => `${variable}=${secret.text}`} />
      </pre>
      <CopyButton what="line" source={code} />
      <p class="hint">For a file that is ignored by version control.</p>
    </div>
  );
}

function ExampleCode({ code }: Example) {
  const element = useRef<HTMLElement>(null);
  return (
    <div class="example">
      <pre class="code">
        <code ref={element}>{code}</code>
      </pre>
      <CopyButton what="example" source={element} />
    </div>
  );
}

function tabOf(example: Example) {
  return { id: example.id, label: example.label, panel: <ExampleCode {...example} /> };
}
