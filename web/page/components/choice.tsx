interface ChoiceProps {
  readonly type: "checkbox" | "radio";
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  /** The group of a radio button. */
  readonly name?: string;
  /** Whether it refines the choice above it. */
  readonly inner?: boolean;
}

/** A radio button or checkbox with an explanation. */
export function Choice({ label, hint, inner = false, onChange, ...input }: ChoiceProps) {
  return (
    <label class={inner ? "choice choice-inner" : "choice"}>
      <input {...input} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      <span class="choice-text">
        <span class="choice-label">{label}</span>
        <span class="hint">{hint}</span>
      </span>
    </label>
  );
}
