import { useId } from "preact/hooks";

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly names: Readonly<Record<T, string>>;
  readonly choices: readonly T[];
  readonly onChange: (value: T) => void;
}

/** A choice in a toolbar. Only screen readers get its label: the chosen entry says what it is about. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, value, names, choices, onChange } = props;
  const id = useId();
  return (
    <div class="filter">
      <label class="sr-only" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value}
        onChange={({ currentTarget }) =>
          onChange(choices.find((one) => one === currentTarget.value) ?? value)
        }
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {names[choice]}
          </option>
        ))}
      </select>
    </div>
  );
}
