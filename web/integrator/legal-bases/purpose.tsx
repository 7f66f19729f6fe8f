import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { purposePath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EntryPage } from './entry-page.tsx';
import { changePurpose } from './kinds.ts';

export function Component() {
  const { t, language } = useTexts();
  const { id = '' } = useParams();
  const answered = useAnswer(call('get', '/drum/purposes/{id}', { path: { id } }));
  return (
    <Loaded of={answered} title={t('bases:purpose')}>
      {(purpose) => (
        <EntryPage
          kind={t('bases:purpose')}
          name={purpose[language]}
          entry={purpose}
          etag={answered.etag}
          rows={[
            [t('bases:purpose_bg'), <span lang="bg">{purpose.bg}</span>],
            [t('bases:purpose_en'), <span lang="en">{purpose.en}</span>],
          ]}
          list="/legal-bases/purposes"
          edit={`${purposePath(id)}/edit`}
          endCall={(day) => changePurpose({ ...purpose, valid_to: day })}
          deleteCall={call('delete', '/drum/purposes/{id}', { path: { id } })}
        />
      )}
    </Loaded>
  );
}
