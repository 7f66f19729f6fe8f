import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { DownloadButton } from '../../design/download-button.tsx';
import { useTexts } from '../../texts/texts.ts';
import { takeAnchor } from '../anchor-taken.ts';
import { Fingerprint } from '../configuration/fingerprint.tsx';

const path = { configuration_type: 'INTERNAL' } as const;

/** The file that each security server begins with. */
export function AnchorDownload() {
  const { t } = useTexts();
  const may = useRights();
  const anchor = useAnswer(call('get', '/configuration-sources/{configuration_type}/anchor', { path }));
  const hash = anchor.data?.anchor?.hash;
  if (hash === undefined || !may('DOWNLOAD_SOURCE_ANCHOR')) return null;
  return (
    <>
      <Fingerprint hash={hash} />
      <DownloadButton
        call={call('get', '/configuration-sources/{configuration_type}/anchor/download', { path })}
        label={t('setup:download_anchor')}
        onDone={() => {
          takeAnchor(hash);
        }}
      />
    </>
  );
}
