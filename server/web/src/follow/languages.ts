// The visitor's languages. The pages are written in five; what the lobby itself wrote may be in fewer.
import type { LocalizedText } from "../shared/localized";

export const languages = ["fi", "sv", "en", "ru", "ar"] as const;
export type Language = (typeof languages)[number];
export const ownName: Record<Language, string> = {
  fi: "Suomi", sv: "Svenska", en: "English", ru: "Русский", ar: "العربية",
};

export function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language === value);
}

const storageKey = "vuoro.language";

/// What was chosen on this phone before; null when nothing, or when the browser keeps nothing.
export function rememberedLanguage(): Language | null {
  try {
    const value = localStorage.getItem(storageKey);
    return isLanguage(value) ? value : null;
  } catch {
    return null;
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // The choice holds until the page is closed.
  }
}

/// The first of the phone's own languages that the pages know, else Finnish.
export function phoneLanguage(): Language {
  for (const tag of navigator.languages || [navigator.language]) {
    const code = tag.slice(0, 2);
    if (isLanguage(code)) return code;
  }
  return "fi";
}

/// Tells the browser which way to write and which voice to read with.
export function speak(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
}

/// As on the devices: who reads neither Finnish nor Swedish gets English before them.
export function languageOf(text: LocalizedText | undefined, language: Language): string {
  if (!text) return "";
  const order = language === "fi" || language === "sv" ? [language, "fi", "sv", "en"] : [language, "en", "fi", "sv"];
  for (const candidate of order.concat(Object.keys(text))) {
    if (text[candidate]) return candidate;
  }
  return "";
}

export function textIn(text: LocalizedText | undefined, language: Language): string {
  return (text && text[languageOf(text, language)]) || "";
}
