import { FileField } from '../../design/file-field.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useTexts } from '../../texts/texts.ts';
import { CERTIFICATE_FILES, CostField } from './responder-fields.tsx';

export interface TimeStampingDraft {
  readonly url: string;
  readonly cost: Schemas['CostType'];
  readonly certificate: File | undefined;
}

interface TimeStampingFieldsProps {
  readonly draft: TimeStampingDraft;
  readonly onChange: (draft: TimeStampingDraft) => void;
  readonly isSent: boolean;
  readonly isNew: boolean;
}

export function TimeStampingFields({ draft, onChange, isSent, isNew }: TimeStampingFieldsProps) {
  const { t } = useTexts();
  return (
    <>
      <TextInput
        label={t('trust:tsa_url')}
        help={t('trust:tsa_url_help')}
        value={draft.url}
        {...{ isSent, isRequired: true, autoFocus: true }}
        onChange={(url) => {
          onChange({ ...draft, url });
        }}
      />
      <FileField
        label={t('trust:tsa_certificate')}
        help={t(isNew ? 'trust:tsa_certificate_help' : 'trust:tsa_certificate_kept')}
        file={draft.certificate}
        accept={CERTIFICATE_FILES}
        isRequired={isNew}
        isSent={isSent}
        onChange={(certificate) => {
          onChange({ ...draft, certificate });
        }}
      />
      <CostField
        value={draft.cost}
        onChange={(cost) => {
          onChange({ ...draft, cost });
        }}
      />
    </>
  );
}
