import Link from '@mui/material/Link';
import { useParams } from 'react-router';
import { call } from '../../api/client.ts';
import { legalBasisPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { formatProvision } from '../../design/formats.ts';
import { Loaded } from '../../design/loaded.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EntryPage } from './entry-page.tsx';
import { changeBasis } from './kinds.ts';

export function Component() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const answered = useAnswer(call('get', '/drum/legal-bases/{id}', { path: { id } }));
  return (
    <Loaded of={answered} title={t('bases:one')}>
      {(basis) => (
        <EntryPage
          kind={t('bases:one')}
          name={`${basis.act}, ${formatProvision(basis.article)}`}
          entry={basis}
          etag={answered.etag}
          rows={[
            [t('bases:act'), basis.act],
            [t('bases:article'), formatProvision(basis.article)],
            [t('bases:text'), basis.text],
            [t('bases:url'), <Published url={basis.url} />],
          ]}
          list="/legal-bases"
          edit={`${legalBasisPath(id)}/edit`}
          endCall={(day) => changeBasis({ ...basis, valid_to: day })}
          deleteCall={call('delete', '/drum/legal-bases/{id}', { path: { id } })}
        />
      )}
    </Loaded>
  );
}

/** An address of another kind than the web's is shown, and leads nowhere. */
function Published({ url }: { readonly url: string | undefined }) {
  if (url === undefined) return '–';
  if (!/^https?:\/\//.test(url)) return url;
  return (
    <Link href={url} target="_blank" rel="noreferrer">
      {url}
    </Link>
  );
}
