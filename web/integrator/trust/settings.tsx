import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useId } from 'react';
import { ChoiceField } from '../../design/choice-field.tsx';
import { FieldWithHelp } from '../../design/form.tsx';
import { useTexts } from '../../texts/texts.ts';
import { profileOf, profiles } from './profiles.ts';

export interface AuthoritySettings {
  readonly isAuthenticationOnly: boolean;
  readonly profile: string;
  readonly csrFormat: 'PEM' | 'DER';
}

interface SettingsProps {
  readonly settings: AuthoritySettings;
  readonly onChange: (settings: AuthoritySettings) => void;
}

/** What an authority issues, and how it is asked. */
export function SettingsFields({ settings, onChange }: SettingsProps) {
  const { t } = useTexts();
  const id = useId();
  const { subject, className } = profileOf(settings.profile);
  return (
    <>
      <FieldWithHelp help={t('trust:use_help')}>
        <FormControl>
          <FormLabel id={id}>{t('trust:use')}</FormLabel>
          <RadioGroup
            aria-labelledby={id}
            value={String(settings.isAuthenticationOnly)}
            onChange={(_event, value) => {
              onChange({ ...settings, isAuthenticationOnly: value === 'true' });
            }}
          >
            <FormControlLabel value="false" label={t('trust:use_both')} control={<Radio />} />
            <FormControlLabel value="true" label={t('trust:use_authentication')} control={<Radio />} />
          </RadioGroup>
        </FormControl>
      </FieldWithHelp>
      <ChoiceField
        label={t('trust:profile')}
        help={t('trust:profile_help')}
        value={settings.profile}
        options={profiles.map((profile) => ({ value: profile.className, text: profile.name }))}
        onChange={(profile) => {
          onChange({ ...settings, profile });
        }}
      />
      <Box sx={{ fontSize: 13, color: 'text.secondary', maxWidth: 560 }}>
        {subject !== undefined && (
          <div>
            {t('trust:subject_example')}: <code>{subject}</code>
          </div>
        )}
        <Box component="details" sx={{ '& summary': { cursor: 'pointer' } }}>
          <summary>{t('common:more')}</summary>
          {t('trust:class_name')}:{' '}
          <Box component="code" sx={{ overflowWrap: 'anywhere' }}>
            {className}
          </Box>
        </Box>
      </Box>
      <ChoiceField
        label={t('trust:csr_format')}
        help={t('trust:csr_format_help')}
        value={settings.csrFormat}
        options={[
          { value: 'DER', text: 'DER' },
          { value: 'PEM', text: 'PEM' },
        ]}
        onChange={(csrFormat) => {
          onChange({ ...settings, csrFormat });
        }}
      />
    </>
  );
}
