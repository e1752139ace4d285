// Messages with {named} places. The Finnish catalogue names the keys; the others must have the same ones, and every
// call must fill the places of its message, or the build fails.

export const languages = ["fi", "sv", "en"] as const;
export type Language = (typeof languages)[number];
export const ownName: Record<Language, string> = { fi: "Suomi", sv: "Svenska", en: "English" };

/// "{number} · {place}" → "number" | "place"
type Places<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | Places<Rest> : never;
export type Arguments<S extends string> = [Places<S>] extends [never] ? [] : [Record<Places<S>, string | number>];

export type Translate<Source extends Record<string, string>> = <K extends keyof Source>(
  key: K,
  ...values: Arguments<Source[K]>
) => string;

export function translator<Source extends Record<string, string>>(
  texts: Record<keyof Source, string>,
): Translate<Source> {
  return (key, ...values) => {
    const given = values[0] as Record<string, string | number> | undefined;
    return texts[key].replace(/\{(\w+)\}/g, (_, place: string) => String(given ? given[place] : ""));
  };
}

type SamePlaces<S extends string, T extends string> = [Places<S>, Places<T>] extends [Places<T>, Places<S>] ? T : never;

type Checked<Source extends Record<string, string>, T extends Record<string, string>> = {
  [K in keyof Source]: K extends keyof T ? SamePlaces<Source[K], T[K]> : string;
} & { [K in Exclude<keyof T, keyof Source>]: never };

/// A translation of the catalogue `Source`: the same keys, and in each message the same places.
export function translationOf<Source extends Record<string, string>>() {
  return <const T extends Record<string, string>>(texts: T & Checked<Source, T>): Record<keyof Source, string> => texts;
}

export function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language === value);
}

const storageKey = "vuoro.language";

/// The remembered choice, else the browser's, else Finnish. Storage may be forbidden: then nothing is remembered.
export function initialLanguage(wished?: string): Language {
  const candidates = [rememberedLanguage(), wished, ...(navigator.languages || []).map((tag) => tag.slice(0, 2))];
  return candidates.find(isLanguage) || "fi";
}

export function rememberedLanguage(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

export function rememberLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // The choice holds until the page is closed.
  }
}
