import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { legalBasisPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EntryForm } from './entry-form.tsx';
import { changeBasis, type Basis } from './kinds.ts';

export function Component() {
  const { id } = useParams();
  return id === undefined ? <BasisForm /> : <Change id={id} />;
}

function Change({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const answered = useAnswer(call('get', '/drum/legal-bases/{id}', { path: { id } }));
  return (
    <Loaded of={answered} title={t('bases:one')}>
      {(basis) => <BasisForm before={basis} etag={answered.etag} />}
    </Loaded>
  );
}

function BasisForm({ before, etag }: { readonly before?: Basis; readonly etag?: string | undefined }) {
  const { t } = useTexts();
  return (
    <EntryForm
      add={t('bases:add')}
      title={t(before === undefined ? 'bases:new' : 'bases:change')}
      before={before}
      etag={etag}
      fields={[
        { name: 'act', label: t('bases:act'), help: t('bases:act_help'), isRequired: true },
        { name: 'article', label: t('bases:article'), help: t('bases:article_help'), isRequired: true },
        { name: 'text', label: t('bases:text'), help: t('bases:text_help'), isRequired: true, isLong: true },
        { name: 'url', label: t('bases:url'), help: t('bases:url_help'), isRequired: false },
      ]}
      callOf={(draft) => {
        const { id = '', act = '', article = '', text = '', valid_from = '', url, valid_to } = draft;
        const basis = {
          ...{ id, act, article, text, valid_from },
          ...(url === undefined ? {} : { url }),
          ...(valid_to === undefined ? {} : { valid_to }),
        };
        return before === undefined ? call('post', '/drum/legal-bases', { body: basis }) : changeBasis(basis);
      }}
      pathOf={legalBasisPath}
      list="/legal-bases"
    />
  );
}
