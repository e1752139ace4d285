// The frame that both of the visitor's pages have: whose lobby, and in which language.
import type { ComponentChildren } from "preact";
import type { LocalizedText } from "../shared/localized";
import { isLanguage, languageOf, languages, ownName, textIn, type Language } from "./languages";

interface Props {
  state: string;
  site: LocalizedText | undefined;
  label: string;
  language: Language;
  pick: (language: Language) => void;
  children: ComponentChildren;
}

/// What the lobby itself wrote, in the language that it has it in: read out and set the right way round.
export function Words({ text, language }: { text: LocalizedText | undefined; language: Language }) {
  const found = languageOf(text, language);
  return found ? <bdi lang={found}>{textIn(text, language)}</bdi> : null;
}

export function Frame({ state, site, label, language, pick, children }: Props) {
  return (
    <div class="follow" data-state={state}>
      <header>
        <p class="site"><Words text={site} language={language} /></p>
        <label class="language">
          <span class="hidden">{label}</span>
          <select value={language} onChange={(event) => {
            const chosen = (event.target as HTMLSelectElement).value;
            if (isLanguage(chosen)) pick(chosen);
          }}>
            {languages.map((code) => <option key={code} value={code} lang={code}>{ownName[code]}</option>)}
          </select>
        </label>
      </header>
      {children}
    </div>
  );
}
