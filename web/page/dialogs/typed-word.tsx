import { Field } from "../components/field.tsx";

interface TypedWordProps {
  /** The word to be typed. */
  readonly word: string;
  readonly typed: string;
  readonly onType: (typed: string) => void;
}

/** Asks to type a word before something that cannot be undone. */
export function TypedWord({ word, typed, onType }: TypedWordProps) {
  return (
    <Field
      label={
        <>
          Type <code>{word}</code> to confirm
        </>
      }
      fault={undefined}
      control={(props) => (
        <input
          {...props}
          class="input"
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          value={typed}
          onInput={({ currentTarget }) => onType(currentTarget.value)}
        />
      )}
    />
  );
}
