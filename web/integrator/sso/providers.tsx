import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import { call, type AnswerOf } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { Copyable } from '../../design/copyable.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Facts } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SettingsHeader } from '../settings/header.tsx';
import { Sample } from '../settings/sample.tsx';
import { LINK, SAMPLE } from './sample.ts';

type Provider = AnswerOf<'/drum/sign-on-providers', 'get'>[number];

/** Who else may say who somebody is. The file of the server says it, so there is nothing to change here. */
export function Component() {
  const { t } = useTexts();
  const answered = useAnswer(call('get', '/drum/sign-on-providers', {}));
  return (
    <>
      <SettingsHeader title={t('settings:sso')} />
      <Box component="p" sx={{ m: 0, mb: 2, color: 'text.secondary', maxWidth: '72ch' }}>
        {t('sso:teach')}
      </Box>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Loaded of={answered}>
          {(providers) =>
            providers.length === 0 ? (
              <Paper>
                <EmptyState why="first" icon="user" title={t('sso:empty')} teach={t('sso:empty_teach')} />
              </Paper>
            ) : (
              providers.map((provider) => <ProviderCard key={provider.name} provider={provider} />)
            )
          }
        </Loaded>
        <Section title={t('sso:how')}>
          <Box component="p" sx={{ m: 0, maxWidth: '72ch' }}>
            {t('sso:how_file')}
          </Box>
          <Box component="ol" sx={{ pl: 3, my: 1.5, display: 'grid', gap: 0.75, maxWidth: '72ch' }}>
            <li>{t('sso:step_register')}</li>
            <li>{t('sso:step_declare')}</li>
            <li>
              {t('sso:step_link')} <Copyable text={LINK} what={t('sso:step_link')} />
            </li>
          </Box>
          <Sample title={t('sso:sample')} text={SAMPLE} />
        </Section>
      </Box>
    </>
  );
}

function ProviderCard({ provider: { name, title, url } }: { readonly provider: Provider }) {
  const { t, language } = useTexts();
  const origin = globalThis.location.origin;
  const rows = [
    [t('sso:name'), name],
    [t('sso:url'), origin + url],
    [t('sso:back'), `${origin}${url}/callback`],
    [t('sso:metadata'), `${origin}${url}/metadata`],
  ] as const;
  return (
    <Section title={title[language]}>
      <Facts facts={rows.map(([term, text]) => [term, <Copyable text={text} what={term} />])} />
    </Section>
  );
}
