// A list of choices in a dialog, each with its own key. The keys run on over the groups of one dialog.
import type { ComponentChildren } from "preact";
import { useApp } from "../context";
import { choiceKeys } from "./acts";

export interface Choice {
  id: string;
  name: ComponentChildren;
  hint?: string;
  run: () => void;
}

export interface ChoiceGroup {
  title?: string;
  choices: Choice[];
  letters?: boolean;  // letters instead of digits
  digits?: boolean;   // digits only: letters are typed into a field that the dialog has
}

function keyOf(groups: ChoiceGroup[], choice: Choice): string | undefined {
  let digit = 0;
  let letter = 9;
  for (const group of groups) {
    for (const entry of group.choices) {
      const index = group.letters || digit >= 9 ? letter++ : digit++;
      if (entry === choice) return group.digits && index >= 9 ? undefined : choiceKeys[index];
    }
  }
  return undefined;
}

/// For a dialog's onKey. Keys that are typed into a field stay there.
export function pressChoice(event: KeyboardEvent, groups: ChoiceGroup[]): void {
  const target = event.target as HTMLElement;
  if (target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.key.length !== 1) return;
  const chosen = groups.flatMap((group) => group.choices).find((entry) => keyOf(groups, entry) === event.key.toLowerCase());
  if (!chosen) return;
  event.preventDefault();
  chosen.run();
}

export function Choices({ groups }: { groups: ChoiceGroup[] }) {
  const { live } = useApp();
  return (
    <>
      {groups.filter((group) => group.choices.length > 0).map((group, index) => (
        <div key={index} class="choices" role="group" aria-label={group.title}>
          {group.title && <h3>{group.title}</h3>}
          <ul class="targets">
            {group.choices.map((choice) => {
              const key = keyOf(groups, choice);
              return (
                <li key={choice.id}>
                  <button type="button" class="target" disabled={!live} onClick={choice.run}
                    aria-keyshortcuts={key?.toUpperCase()}>
                    {key && <kbd>{key.toUpperCase()}</kbd>}
                    <span class="target-name">{choice.name}{choice.hint && <> <span class="soft">{choice.hint}</span></>}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </>
  );
}
