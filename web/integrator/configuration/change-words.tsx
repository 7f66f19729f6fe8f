import { Fragment } from 'react';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useTexts, type TextKey, type Translate } from '../../texts/texts.ts';
import { nameOfGroup } from '../groups/group-names.ts';

type Change = Schemas['Change'];

const SHA256 = /\b[0-9a-f]{64}\b/g;
const SHORT = 8;
/** Stand in the sentence where what it is about is put in, which is more than text. */
const [WHAT, SERVER] = ['\u{e000}', '\u{e001}'];
/** By what a part of the configuration calls a setting. */
const SETTINGS: Readonly<Record<string, TextKey>> = {
  'ocsp-freshness-seconds': 'changes:setting_ocsp',
  'time-stamping-interval-seconds': 'changes:setting_stamping',
  'management-service-provider': 'changes:setting_provider',
};

interface ChangeWordsProps {
  readonly change: Pick<Change, 'kind' | 'subject'> & Partial<Change>;
}

/** A change as a sentence. */
export function ChangeWords({ change }: ChangeWordsProps) {
  const { t } = useTexts();
  const { kind, before, after, server = '', server_name: serverName } = change;
  const shown = (value: Change['before']): string =>
    kind.startsWith('GROUP_MEMBER_') && typeof value === 'string' ? nameOfGroup({ code: value }, t) : told(value);
  const sentence = t(`changes:${kind}`, { what: WHAT, before: shown(before), after: shown(after), server: SERVER });
  return sentence
    .split(/([\u{e000}\u{e001}])/u)
    .map((part, at) => (
      <Fragment key={at}>
        {part === WHAT ? (
          <What {...whatOf(change, t)} />
        ) : part === SERVER ? (
          <What id={server} name={serverName} />
        ) : (
          part
        )}
      </Fragment>
    ));
}

interface WhatProps {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** The name first, the identifier beside it. */
const What = ({ id, name }: WhatProps) => (
  <>
    {name}
    {id !== undefined && (
      <>
        {name === undefined ? '' : ' '}
        <code translate="no">{id}</code>
      </>
    )}
  </>
);

function whatOf({ kind, subject, name }: ChangeWordsProps['change'], t: Translate): WhatProps {
  const setting = kind === 'SETTING_CHANGED' ? SETTINGS[subject] : undefined;
  if (setting !== undefined) return { name: t(setting) };
  // Of a responder its address says which one it is.
  const shown = kind.startsWith('OCSP_RESPONDER') ? subject.replace(/^[0-9a-f]{64} (?=\S)/, '') : subject;
  const id = shown.replaceAll(SHA256, (hash) => `${hash.slice(0, SHORT).toUpperCase()}…`);
  if (name === subject || /^(CERTIFICATION_SERVICE|MEMBER_CLASS|GROUP)_(ADDED|CHANGED|REMOVED)$/.test(kind)) {
    return { name: name ?? id };
  }
  return { id, name };
}

function told(value: Change['before']): string {
  if (value === undefined) return '–';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([field, each]) => `${field} ${String(each)}`)
    .join(', ');
}

/** The sign that a kind of change stands with. */
export const signOf = (kind: Change['kind']): '+' | '−' | '~' =>
  /_(ADDED|BEGUN)$/.test(kind) ? '+' : /_(REMOVED|ENDED)$/.test(kind) ? '−' : '~';
