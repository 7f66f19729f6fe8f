import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import { useId, useState } from 'react';
import { credentialsFor, curlOf, hurlOf } from '../api/request.ts';
import type { Call } from '../api/client.ts';
import { ROLES_OF } from '../api/roles.ts';
import { useTexts } from '../texts/texts.ts';
import { announce } from './announcer.tsx';
import { Icon } from './icons.tsx';
import { useLayer } from './layers.ts';

interface ApiCallProps {
  /** What the form does now. */
  readonly call: Call;
  /** A caller needs one of these. */
  readonly permissions: readonly string[];
}

/** „API“: the call of a form or list, for curl and hurl; it follows what is typed. */
export function ApiCallButton({ call, permissions }: ApiCallProps) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="text"
        startIcon={<Icon name="code" />}
        onClick={() => {
          setOpen(true);
        }}
      >
        API
      </Button>
      <ApiCallDrawer
        {...{ call, permissions, isOpen }}
        title={t('common:api_call')}
        onClose={() => {
          setOpen(false);
        }}
      />
    </>
  );
}

interface DrawerProps extends ApiCallProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function ApiCallDrawer({ call, permissions, title, isOpen, onClose }: DrawerProps) {
  const { t } = useTexts();
  const id = useId();
  const layer = useLayer();
  const origin = globalThis.location.origin;
  return (
    <Drawer
      {...layer}
      anchor="right"
      open={isOpen}
      onClose={onClose}
      slotProps={{
        paper: { role: 'dialog', 'aria-labelledby': id, sx: { width: 'min(560px, 100vw)', p: 2, gap: 2 } },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <Box component="h2" id={id} sx={{ m: 0, fontSize: 20 }}>
          {title}
        </Box>
        <IconButton aria-label={t('common:close')} onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </Box>
      <Box sx={{ color: 'text.secondary' }}>{t(`common:api_help_${credentialsFor(call.request)}`)}</Box>
      <Code name="curl" text={curlOf(call.request, origin)} />
      <Code name="hurl" text={hurlOf(call.request, origin)} />
      <div>
        {t('common:permission_needed')}:{' '}
        {permissions.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <code>{name}</code>
            {ROLES_OF[name] !== undefined && ` (${ROLES_OF[name].map((role) => t(`roles:${role}`)).join(', ')})`}
          </span>
        ))}
      </div>
    </Drawer>
  );
}

function Code({ name, text }: { readonly name: string; readonly text: string }) {
  const { t } = useTexts();
  return (
    <section>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <Box component="h3" sx={{ m: 0, fontSize: 17 }}>
          {name}
        </Box>
        <Button
          variant="text"
          startIcon={<Icon name="copy" />}
          onClick={() => {
            void navigator.clipboard.writeText(text).then(() => {
              announce(t('common:copied', { what: name }));
            });
          }}
        >
          {t('common:copy_short')}
        </Button>
      </Box>
      <Box
        component="pre"
        data-call={name}
        sx={{
          ...{ m: 0, p: 1.5, bgcolor: 'background.default', borderRadius: 1, fontSize: 13 },
          // Read to its end without scrolling sideways; what is copied has no line more.
          ...{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
        }}
      >
        {text}
      </Box>
    </section>
  );
}
