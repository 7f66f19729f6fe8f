import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { purposePath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EntryForm } from './entry-form.tsx';
import { changePurpose, type Purpose } from './kinds.ts';

export function Component() {
  const { id } = useParams();
  return id === undefined ? <PurposeForm /> : <Change id={id} />;
}

function Change({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const answered = useAnswer(call('get', '/drum/purposes/{id}', { path: { id } }));
  return (
    <Loaded of={answered} title={t('bases:purpose')}>
      {(purpose) => <PurposeForm before={purpose} etag={answered.etag} />}
    </Loaded>
  );
}

function PurposeForm({ before, etag }: { readonly before?: Purpose; readonly etag?: string | undefined }) {
  const { t } = useTexts();
  return (
    <EntryForm
      add={t('bases:add_purpose')}
      title={t(before === undefined ? 'bases:new_purpose' : 'bases:change_purpose')}
      before={before}
      etag={etag}
      fields={[
        { name: 'bg', label: t('bases:purpose_bg'), help: t('bases:purpose_help'), isRequired: true },
        { name: 'en', label: t('bases:purpose_en'), isRequired: true },
      ]}
      callOf={({ id = '', bg = '', en = '', valid_from = '', valid_to }) => {
        const purpose = { id, bg, en, valid_from, ...(valid_to === undefined ? {} : { valid_to }) };
        return before === undefined ? call('post', '/drum/purposes', { body: purpose }) : changePurpose(purpose);
      }}
      pathOf={purposePath}
      list="/legal-bases/purposes"
    />
  );
}
