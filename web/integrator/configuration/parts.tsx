import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { DownloadButton } from '../../design/download-button.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { PlaceLink } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { SourceKind } from './source-kind.ts';
import { UploadDialog } from './upload-dialog.tsx';

type Part = Schemas['ConfigurationPart'];

/** The files that both configurations consist of. */
export function Component() {
  const may = useRights();
  const kinds = (['INTERNAL', 'EXTERNAL'] as const).filter((kind) => may(`VIEW_${kind}_CONFIGURATION_SOURCE`));
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {kinds.map((kind) => (
        <PartsOf key={kind} kind={kind} />
      ))}
    </Box>
  );
}

function PartsOf({ kind }: { readonly kind: SourceKind }) {
  const { t } = useTexts();
  const [open, setOpen] = useState<Part>();
  const described = call('get', '/configuration-sources/{configuration_type}/configuration-parts', {
    path: { configuration_type: kind },
  });
  const parts = useAnswer(described);
  const isPublished = parts.data?.some(({ optional, file_updated_at: at }) => !optional && at !== undefined) === true;
  return (
    <Section title={t(`configuration:parts_${kind}`)}>
      <Loaded of={parts}>
        {(known) => (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {known.toSorted(newestFirst).map((part) => (
              <PartLine
                key={`${part.content_identifier} ${part.version ?? ''}`}
                {...{ kind, part, isPublished }}
                onUpload={() => {
                  setOpen(part);
                }}
              />
            ))}
          </Box>
        )}
      </Loaded>
      <Box sx={{ mt: 1 }}>
        <ApiCallButton call={described} permissions={[`VIEW_${kind}_CONFIGURATION_SOURCE`]} />
      </Box>
      {open !== undefined && (
        <UploadDialog
          kind={kind}
          part={open}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </Section>
  );
}

interface PartLineProps {
  readonly kind: SourceKind;
  readonly part: Part;
  /** Others of its configuration are. */
  readonly isPublished: boolean;
  readonly onUpload: () => void;
}

/** Those that have no version at their ends: the first, where they must be there, and the last, where they are the same in all. */
const orderOf = ({ version, optional }: Part): number => version ?? (optional ? 0 : Number.MAX_SAFE_INTEGER);
const newestFirst = (one: Part, other: Part): number => orderOf(other) - orderOf(one);

/** Ours are administered on screens of their own. */
const MADE = /^LEGAL-BASES$/;

function PartLine({ kind, part, isPublished, onUpload }: PartLineProps) {
  const { t } = useTexts();
  const may = useRights();
  const { content_identifier: identifier, file_name: name, version, optional, file_updated_at: at } = part;
  const isUploaded = optional && !MADE.test(identifier) && may('UPLOAD_CONFIGURATION_PART');
  const shown = version === undefined || version === 0 ? name : `${name} · V${version}`;
  return (
    <Box component="li" data-part={identifier} sx={lineLook}>
      <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
        <Box sx={{ fontWeight: 620, overflowWrap: 'anywhere' }}>{shown}</Box>
        <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
          <code>{identifier}</code> · {t(optional ? 'configuration:optional' : 'configuration:required')} ·{' '}
          {at === undefined ? (
            t(version === undefined ? 'configuration:not_there' : 'configuration:with_next')
          ) : (
            <Time at={at} relative />
          )}
        </Box>
        {isPublished && !optional && at === undefined && (
          <Box sx={{ fontSize: 13 }}>
            {t('configuration:no_private')}{' '}
            <PlaceLink to="/settings/management">{t('configuration:to_management')}</PlaceLink>
          </Box>
        )}
      </Box>
      {isUploaded && (
        <Button onClick={onUpload} aria-label={`${t('configuration:upload')}: ${identifier}`}>
          {t('configuration:upload')}
        </Button>
      )}
      {version !== undefined && may('DOWNLOAD_CONFIGURATION_PART') && (
        <DownloadButton
          variant="outlined"
          label={t('configuration:download')}
          what={shown}
          call={call(
            'get',
            '/configuration-sources/{configuration_type}/configuration-parts/{content_identifier}/{version}/download',
            { path: { configuration_type: kind, content_identifier: identifier, version } },
          )}
        />
      )}
    </Box>
  );
}

const lineLook = {
  ...{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center', py: 1 },
  ...{ borderTop: '1px solid', borderColor: 'divider', '&:first-of-type': { borderTop: 0 } },
} as const;
