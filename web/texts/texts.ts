import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { useMemo } from 'react';
import type { Language } from '../design/formats.ts';
import * as bg from './bg/all.ts';
import * as en from './en/all.ts';

type Texts = typeof bg;
type Base<Key> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;

/** `namespace:key` of every text there is; of one with a number, without its forms. */
export type TextKey = {
  [Space in keyof Texts]: `${Space}:${Base<Extract<keyof Texts[Space], string>>}`;
}[keyof Texts];

export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

const STORED_LANGUAGE = 'drum.language';
const LANGUAGES: readonly Language[] = ['bg', 'en'];

const instance = i18next.createInstance();

/** Bulgarian comes first, whatever the browser's language is; a choice is remembered. */
export async function startTexts(): Promise<void> {
  const stored = localStorage.getItem(STORED_LANGUAGE);
  await instance.use(initReactI18next).init({
    lng: LANGUAGES.find((each) => each === stored) ?? 'bg',
    resources: { bg, en },
    ns: Object.keys(bg),
    defaultNS: 'common',
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = instance.language;
  // The choice of one window is that of all.
  addEventListener('storage', ({ key, newValue }) => {
    if (key === STORED_LANGUAGE) change(LANGUAGES.find((each) => each === newValue) ?? 'bg');
  });
}

export function setLanguage(language: Language): void {
  localStorage.setItem(STORED_LANGUAGE, language);
  change(language);
}

function change(language: Language): void {
  document.documentElement.lang = language;
  void instance.changeLanguage(language);
}

export interface UsedTexts {
  readonly t: Translate;
  readonly language: Language;
}

/** The texts in the language that is chosen. */
export function useTexts(): UsedTexts {
  const { t, i18n } = useTranslation(undefined, { i18n: instance });
  const language: Language = i18n.language === 'en' ? 'en' : 'bg';
  return useMemo(
    () => ({ t: (key, values) => t(key as never, values as never) as unknown as string, language }),
    [t, language],
  );
}
