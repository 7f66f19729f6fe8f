import { ChoiceField } from '../../design/choice-field.tsx';
import { FileField } from '../../design/file-field.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useTexts } from '../../texts/texts.ts';

/** As files of certificates are called. */
export const CERTIFICATE_FILES = '.pem,.crt,.cer,.der';

export interface ResponderDraft {
  readonly url: string;
  readonly cost: Schemas['CostType'];
  /** What it signs with, where that is not the authority's. */
  readonly certificate: File | undefined;
}

interface ResponderFieldsProps {
  readonly draft: ResponderDraft;
  readonly onChange: (draft: ResponderDraft) => void;
  readonly isSent: boolean;
  readonly isRequired?: boolean;
  readonly hasCertificate?: boolean;
  /** Of an authority that can do without one. */
  readonly isOptional?: boolean;
}

/** An OCSP responder's address, price and certificate. */
export function ResponderFields(props: ResponderFieldsProps) {
  const { draft, onChange, isSent, isRequired = true, hasCertificate = false, isOptional = false } = props;
  const { t } = useTexts();
  return (
    <>
      <TextInput
        label={t('trust:responder_url')}
        help={`${t('trust:responder_url_help')}${isOptional ? ` ${t('trust:responder_url_optional')}` : ''}`}
        value={draft.url}
        {...{ isSent, isRequired, autoFocus: true }}
        onChange={(url) => {
          onChange({ ...draft, url });
        }}
      />
      <CostField
        value={draft.cost}
        onChange={(cost) => {
          onChange({ ...draft, cost });
        }}
      />
      <FileField
        label={t('trust:responder_certificate')}
        help={t(hasCertificate ? 'trust:responder_certificate_kept' : 'trust:responder_certificate_help')}
        file={draft.certificate}
        accept={CERTIFICATE_FILES}
        onChange={(certificate) => {
          onChange({ ...draft, certificate });
        }}
      />
    </>
  );
}

const COSTS = ['UNDEFINED', 'FREE', 'PAID'] as const;

interface CostFieldProps {
  readonly value: Schemas['CostType'];
  readonly onChange: (value: Schemas['CostType']) => void;
}

export function CostField({ value, onChange }: CostFieldProps) {
  const { t } = useTexts();
  return (
    <ChoiceField
      label={t('trust:cost')}
      help={t('trust:cost_help')}
      {...{ value, onChange }}
      options={COSTS.map((cost) => ({ value: cost, text: t(`trust:cost_${cost}`) }))}
    />
  );
}
