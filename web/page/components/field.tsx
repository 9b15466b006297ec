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
      <Fault id={faultId}>{fault}</Fault>
      <p id={hintId} class="hint" hidden={hint === undefined}>
        {hint}
      </p>
    </div>
  );
}

interface FaultProps {
  readonly id: string;
  readonly children: string | undefined;
}

/** The error of the controls that it describes. */
export function Fault({ id, children }: FaultProps) {
  return (
    <p id={id} class="fault" hidden={children === undefined}>
      {children}
    </p>
  );
}
