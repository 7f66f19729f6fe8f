import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import { useEffect, useId, useRef } from 'react';
import { Store, useStore } from '../api/store.ts';
import { useTexts } from '../texts/texts.ts';
import { useLayer } from './layers.ts';

const STORED_OFF = 'drum.keys-off';
/** How long `g` waits for its letter. */
const GO_MS = 1_500;

/** Whether single letters do something: those who dictate want them off. */
const keysOff = new Store(localStorage.getItem(STORED_OFF) === 'true');

interface KeysOptions {
  /** Where `g` and a letter lead. */
  readonly go: ReadonlyMap<string, () => void>;
  readonly help: () => void;
  readonly palette: () => void;
}

/** The keys that hold on every screen. */
export function useKeys(options: KeysOptions): void {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    let wentAt = 0;
    const press = (event: KeyboardEvent): void => {
      const { go, help, palette } = latest.current;
      if (event.ctrlKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        palette();
        return;
      }
      if (keysOff.value || event.ctrlKey || event.altKey || event.metaKey || isTyping(event) || isCovered()) return;
      const went = event.timeStamp - wentAt < GO_MS && wentAt > 0 ? go.get(latin(event.code)) : undefined;
      wentAt = 0;
      if (went !== undefined) {
        event.preventDefault();
        went();
      } else if (event.code === 'KeyG') wentAt = event.timeStamp;
      else if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLElement>('[data-search]')?.focus();
      } else if (event.key === '?') help();
      else if (event.code === 'KeyJ') moveRow(1);
      else if (event.code === 'KeyK') moveRow(-1);
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, []);
}

/** Keys are known by their place: the letters are the same whichever alphabet is on. */
const latin = (code: string): string => code.replace(/^Key/, '').toLowerCase();

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** A dialog has keys of its own. */
const isCovered = (): boolean => document.querySelector('#layers [role="dialog"], #layers [role="menu"]') !== null;

function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row-link]')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: 'nearest' });
}

interface KeysHelpProps {
  readonly places: readonly { readonly key: string; readonly text: string }[];
  readonly onClose: () => void;
}

/** The list of keys; they can be switched off there. */
export function KeysHelp({ places, onClose }: KeysHelpProps) {
  const { t } = useTexts();
  const id = useId();
  const layer = useLayer();
  const isOff = useStore(keysOff);
  const rows: readonly (readonly [string, string])[] = [
    ['/', t('keys:search')],
    ['j k', t('keys:rows')],
    ['Enter', t('keys:open')],
    ['Ctrl+Enter', t('keys:submit')],
    ['Ctrl+K', t('keys:palette')],
    ['Esc', t('keys:close')],
    ['?', t('keys:help')],
    ...places.map(({ key, text }) => [`g ${key}`, text] as const),
  ];
  return (
    <Dialog {...layer} open onClose={onClose} aria-labelledby={id} maxWidth={false}>
      <DialogTitle id={id} component="h2">
        {t('keys:title')}
      </DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: '112px 1fr', rowGap: 0.75, m: 0, '& dd': { m: 0 } }}
        >
          {rows.map(([key, text]) => (
            <Box key={key} sx={{ display: 'contents' }}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{text}</dd>
            </Box>
          ))}
        </Box>
        <FormControlLabel
          sx={{ mt: 2 }}
          label={t('keys:on')}
          control={
            <Switch
              checked={!isOff}
              onChange={(_event, isOn) => {
                localStorage.setItem(STORED_OFF, String(!isOn));
                keysOff.set(!isOn);
              }}
            />
          }
        />
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {t('common:close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
