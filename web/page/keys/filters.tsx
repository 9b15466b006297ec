import { useId } from "preact/hooks";
import { Select } from "../components/select.tsx";
import { environmentFilters, statusFilters } from "./key-filter.ts";
import { environmentFilterNames, statusFilterNames } from "./key-labels.ts";
import { keySorts, sortNames } from "./key-sort.ts";
import type { KeyView } from "./key-view.ts";

interface FiltersProps {
  readonly view: KeyView;
  readonly onChange: (change: Partial<KeyView>) => void;
}

export function Filters({ view, onChange }: FiltersProps) {
  const id = useId();
  return (
    <search class="filters">
      <div class="filter filter-text">
        <label class="sr-only" for={id}>
          Search keys
        </label>
        <input
          id={id}
          class="input"
          type="search"
          placeholder="Search names and prefixes"
          autoComplete="off"
          value={view.text}
          onInput={({ currentTarget }) => onChange({ text: currentTarget.value })}
        />
      </div>
      <Select
        label="Status"
        value={view.status}
        names={statusFilterNames}
        choices={statusFilters}
        onChange={(status) => onChange({ status })}
      />
      <Select
        label="Environment"
        value={view.environment}
        names={environmentFilterNames}
        choices={environmentFilters}
        onChange={(environment) => onChange({ environment })}
      />
      <Select
        label="Order"
        value={view.sort}
        names={sortNames}
        choices={keySorts}
        onChange={(sort) => onChange({ sort })}
      />
    </search>
  );
}
