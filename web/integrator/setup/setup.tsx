import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { FirstSteps } from './first-steps.tsx';
import { Initialisation } from './initialisation.tsx';
import { isInitialised } from './status.ts';

/** The first run of a central server. */
export function Component() {
  const { t } = useTexts();
  const status = useAnswer(call('get', '/initialization/status', {}));
  return (
    <>
      <PageHeader title={t('setup:title')} />
      <Loaded of={status}>
        {(known) => (isInitialised(known) ? <FirstSteps status={known} /> : <Initialisation known={known} />)}
      </Loaded>
    </>
  );
}
