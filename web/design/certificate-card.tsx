import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/definitions/all.d.ts';
import { useTexts } from '../texts/texts.ts';
import { Copyable } from './copyable.tsx';
import { Facts, type Fact } from './facts.tsx';
import { daysUntil, formatFingerprint, spanOf } from './formats.ts';
import { StateWord, type State } from './status.tsx';
import { Time, useNow } from './time.tsx';

/** Days before the end from which a certificate wants attention. */
const ATTENTION_DAYS = 30;

interface CertificateCardProps {
  readonly certificate: Schemas['CertificateDetails'];
  /** What it is for. */
  readonly usage: string;
  readonly actions?: ReactNode;
  /** What belongs to it, below. */
  readonly children?: ReactNode;
}

/** A certificate: whose, what for, how long, by whom, and by what it is recognised. */
export function CertificateCard({ certificate, usage, actions, children }: CertificateCardProps) {
  const { t } = useTexts();
  const now = useNow();
  const { state, text } = validityOf(certificate, now, t);
  const rows: readonly Fact[] = [
    [t('certificates:subject'), certificate.subject_distinguished_name],
    [t('certificates:issuer'), certificate.issuer_distinguished_name],
    [
      t('certificates:valid'),
      <>
        <Time at={certificate.not_before} form="date" /> – <Time at={certificate.not_after} form="date" relative />
      </>,
    ],
    [t('certificates:serial'), <code>{certificate.serial}</code>],
    [t('certificates:algorithm'), `${certificate.public_key_algorithm} · ${certificate.signature_algorithm}`],
    [
      t('certificates:fingerprint'),
      <Copyable
        text={certificate.hash.toUpperCase()}
        shown={formatFingerprint(certificate.hash)}
        what={t('certificates:fingerprint')}
      />,
    ],
  ];
  return (
    <Paper component="article" sx={{ p: 2, breakInside: 'avoid' }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
          <Box component="h2" sx={{ m: 0, fontSize: 17, fontWeight: 620, overflowWrap: 'anywhere' }}>
            {certificate.subject_common_name || certificate.subject_distinguished_name}
          </Box>
          <Box sx={{ color: 'text.secondary' }}>{usage}</Box>
        </Box>
        <StateWord state={state} text={text} />
        {actions}
      </Box>
      <Facts facts={rows} />
      {children !== undefined && (
        <Box sx={{ mt: 2, pt: 2, borderTop: '1px solid', borderColor: 'divider' }}>{children}</Box>
      )}
    </Paper>
  );
}

type Translate = ReturnType<typeof useTexts>['t'];

export function validityOf(
  { not_before, not_after }: Pick<Schemas['CertificateDetails'], 'not_before' | 'not_after'>,
  now: Date,
  t: Translate,
): { readonly state: State; readonly text: string } {
  const days = daysUntil(new Date(not_after), now);
  if (days < 0) return { state: 'stopped', text: lastingWords(days, t) };
  if (new Date(not_before) > now) return { state: 'stopped', text: t('certificates:not_yet') };
  return { state: days <= ATTENTION_DAYS ? 'attention' : 'ok', text: lastingWords(days, t) };
}

/** How long it lasts still, or for how long it is over. */
export function lastingWords(days: number, t: Translate): string {
  const { count, unit } = spanOf(Math.abs(days));
  return t(days < 0 ? `certificates:expired_${unit}` : `certificates:left_${unit}`, { count });
}
