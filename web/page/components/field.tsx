import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** Attributes that tie a control to its label, hint and error. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
}

interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly fault: string | undefined;
  readonly control: (props: ControlProps) => ComponentChildren;
}

/** A labelled control, with its error beside it. */
export function Field({ label, hint, fault, control }: FieldProps) {
  const id = useId();
  const [hintId, faultId] = [`${id}-hint`, `${id}-fault`];
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {control({
        id,
        "aria-describedby": `${faultId} ${hintId}`,
        "aria-invalid": fault !== undefined,
      })}
      <p id={faultId} class="fault" hidden={fault === undefined}>
        {fault}
      </p>
      <p id={hintId} class="hint" hidden={hint === undefined}>
        {hint}
      </p>
    </div>
  );
}
