import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useId } from 'react';
import type { RoleName } from '../../api/roles.ts';
import { useTexts } from '../../texts/texts.ts';

interface RoleBoxesProps {
  readonly offered: readonly RoleName[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
  readonly isSent: boolean;
  readonly help?: string;
  /** Why a role cannot be taken away now. */
  readonly fixed?: { readonly role: RoleName; readonly why: string } | undefined;
}

/** The roles of a user or key. */
export function RoleBoxes({ offered, chosen, onChange, isSent, help, fixed }: RoleBoxesProps) {
  const { t } = useTexts();
  const id = useId();
  const isMissing = isSent && chosen.size === 0;
  const helpId = isMissing || help !== undefined ? `${id}-help` : undefined;
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, minWidth: 0 }} aria-describedby={helpId}>
      <Box component="legend" sx={{ p: 0, fontSize: 13, color: 'text.secondary' }}>
        {t('settings:roles')}
      </Box>
      {offered.map((role) => (
        <Box key={role}>
          <FormControlLabel
            label={fixed?.role === role ? `${t(`roles:${role}`)} (${fixed.why})` : t(`roles:${role}`)}
            control={<Checkbox checked={chosen.has(role)} disabled={fixed?.role === role} />}
            onChange={(_event, isChosen) => {
              onChange(isChosen ? new Set([...chosen, role]) : new Set([...chosen].filter((each) => each !== role)));
            }}
          />
        </Box>
      ))}
      {helpId !== undefined && (
        <Box id={helpId} sx={{ fontSize: 13, color: isMissing ? 'error.main' : 'text.secondary' }}>
          {isMissing ? t('settings:role_needed') : help}
        </Box>
      )}
    </Box>
  );
}

/** In the order in which they are always named. */
export const PEOPLES_ROLES: readonly RoleName[] = [
  'XROAD_SYSTEM_ADMINISTRATOR',
  'XROAD_SECURITY_OFFICER',
  'XROAD_REGISTRATION_OFFICER',
];
export const KEYS_ROLES: readonly RoleName[] = [...PEOPLES_ROLES, 'XROAD_MANAGEMENT_SERVICE'];
