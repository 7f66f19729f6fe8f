import Box from '@mui/material/Box';
import { Navigate } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { RestorationForm } from './restoration-form.tsx';
import { isInitialised } from './status.ts';

/** An empty central server that becomes what a backup of it was. */
export function Component() {
  const { t } = useTexts();
  const status = useAnswer(call('get', '/initialization/status', {}));
  return (
    <Loaded of={status}>
      {(known) =>
        isInitialised(known) ? (
          <Navigate to="/" replace />
        ) : (
          <>
            <PageHeader title={t('setup:restore')} />
            <Box component="p" sx={{ mt: 0, mb: 3, maxWidth: '72ch', color: 'text.secondary' }}>
              {t('setup:restore_teach')}
            </Box>
            <RestorationForm />
          </>
        )
      }
    </Loaded>
  );
}
