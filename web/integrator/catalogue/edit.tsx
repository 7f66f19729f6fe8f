import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { call, seen } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { cataloguePath } from '../../api/paths.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FieldWithHelp, Form } from '../../design/form.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';

type OwnWords = Schemas['CatalogueWords'];

type Details = Schemas['CatalogueServiceDetails'];

const TEXTS = ['description_bg', 'description_en', 'contact', 'sample', 'note'] as const;
const LINES = { description_bg: 3, description_en: 3, contact: 1, sample: 3, note: 2 };
const LENGTH_MAX = { description_bg: 4_000, description_en: 4_000, contact: 500, sample: 4_000, note: 4_000 };

export function Component() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const answered = useAnswer(call('get', '/drum/catalogue/services/{id}', { path: { id } }));
  return (
    <Loaded of={answered} title={t('catalogue:one')}>
      {(details) => <Words details={details} etag={answered.etag} />}
    </Loaded>
  );
}

interface WordsProps {
  readonly details: Details;
  readonly etag: string | undefined;
}

/** What the integrator says of a service; what the provider says stands in the fields as long as they are empty. */
function Words({ details: { service, own, collected }, etag }: WordsProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  // What was there when somebody began, whatever is asked for again meanwhile.
  const [seenAs] = useState(etag);
  const [words, setWords] = useState<OwnWords>(own);
  const change = useChange(() => {
    announce(t('catalogue:edited'));
    void navigate(cataloguePath(service.id));
  });
  const edit = seen(call('put', '/drum/catalogue/services/{id}', { path: { id: service.id }, body: words }), seenAs);
  const { description, contact, sample } = collected;
  const provided: Readonly<Partial<Record<keyof OwnWords, string | undefined>>> = {
    ...{ description_bg: description, description_en: description, contact, sample },
  };
  return (
    <>
      <PageHeader title={t('catalogue:edit_title', { name: service.title ?? service.service_code })} />
      <Form
        submit={t('catalogue:save')}
        {...{ call: edit, permissions: ['EDIT_CATALOGUE'], isRunning: change.isRunning, problem: change.problem }}
        onCancel={() => void navigate(cataloguePath(service.id))}
        onSubmit={() => {
          change.run(edit);
        }}
      >
        {TEXTS.map((name) => (
          <FieldWithHelp key={name} help={t(`catalogue:${name}_help`)}>
            <TextField
              label={t(`catalogue:${name}`)}
              placeholder={provided[name] ?? ''}
              value={words[name] ?? ''}
              multiline={LINES[name] > 1}
              minRows={LINES[name]}
              maxRows={10}
              slotProps={{ htmlInput: { maxLength: LENGTH_MAX[name] }, inputLabel: { shrink: true } }}
              onChange={({ target }) => {
                setWords({ ...words, [name]: target.value });
              }}
            />
          </FieldWithHelp>
        ))}
        <LegalBases
          chosen={words.legal_bases ?? []}
          onChange={(legalBases) => {
            setWords({ ...words, legal_bases: legalBases });
          }}
        />
      </Form>
    </>
  );
}

interface LegalBasesProps {
  readonly chosen: readonly string[];
  readonly onChange: (ids: string[]) => void;
}

function LegalBases({ chosen, onChange }: LegalBasesProps) {
  const { t } = useTexts();
  const [query, setQuery] = useState('');
  const found = useAnswer(call('get', '/drum/legal-bases', { query: { limit: SHOWN_MAX, q: query } }), {
    keepsPrevious: true,
  });
  const listed = found.data?.items ?? [];
  // What is chosen stays in sight, whatever is looked for.
  const others = chosen.filter((id) => listed.every((basis) => basis.id !== id));
  const entries = [
    ...others.map((id) => ({ id, words: '' })),
    ...listed.map(({ id, act, article }) => ({ id, words: `${act}, ${article}` })),
  ];
  return (
    <Box
      component="fieldset"
      sx={{ m: 0, p: 1.5, border: '1px solid', borderColor: 'divider', borderRadius: 1, minWidth: 0, maxWidth: 560 }}
    >
      <legend>{t('catalogue:legal_bases')}</legend>
      <TextField
        label={t('catalogue:find_basis')}
        value={query}
        onChange={({ target }) => {
          setQuery(target.value);
        }}
      />
      {entries.length === 0 && <Box sx={{ color: 'text.secondary', mt: 1 }}>{t('catalogue:no_bases')}</Box>}
      {entries.map(({ id, words }) => (
        <Box component="label" key={id} sx={{ display: 'flex', alignItems: 'flex-start', gap: 1, cursor: 'pointer' }}>
          <Checkbox
            checked={chosen.includes(id)}
            onChange={(_event, isChosen) => {
              onChange(isChosen ? [...chosen, id] : chosen.filter((each) => each !== id));
            }}
          />
          <Box sx={{ pt: 1 }}>
            <code>{id}</code> {words}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

const SHOWN_MAX = 10;
