import { createTheme } from '@mui/material/styles';
import type {} from '@mui/material/themeCssVarsAugmentation';

interface Tint {
  readonly main: string;
  /** What it stands on. */
  readonly tint: string;
}

interface OwnPalette {
  readonly ok: Tint;
  readonly attention: Tint;
  readonly stopped: Tint;
  readonly unknown: Tint;
  readonly demo: Tint;
  /** Borders of what one operates. */
  readonly control: string;
}

declare module '@mui/material/styles' {
  interface Palette extends OwnPalette {}
  interface PaletteOptions extends Partial<OwnPalette> {}
}

const LIGHT = {
  background: { default: '#F5F6F8', paper: '#FFFFFF' },
  text: { primary: '#16202C', secondary: '#4A5768' },
  divider: '#D9DEE5',
  primary: { main: '#0B4F8A', contrastText: '#FFFFFF' },
  error: { main: '#B3201F', contrastText: '#FFFFFF' },
  control: '#78838F',
  ok: { main: '#17693A', tint: '#E4F3E9' },
  attention: { main: '#8A4B00', tint: '#FFF1DC' },
  stopped: { main: '#B3201F', tint: '#FDE9E8' },
  unknown: { main: '#55606E', tint: '#ECEEF2' },
  demo: { main: '#6A2C91', tint: '#F4E9FA' },
  action: { hover: '#EEF2F7', selected: '#E3ECF5', disabled: '#6B7684', disabledBackground: '#E3E7EC' },
};

const DARK = {
  background: { default: '#11151B', paper: '#1A2029' },
  text: { primary: '#E8ECF1', secondary: '#A9B4C2' },
  divider: '#3D4757',
  primary: { main: '#86BDF0', contrastText: '#0C0F14' },
  error: { main: '#FF8F86', contrastText: '#0C0F14' },
  control: '#7A8696',
  ok: { main: '#6FCF97', tint: '#17301F' },
  attention: { main: '#F2B35A', tint: '#362710' },
  stopped: { main: '#FF8F86', tint: '#3B1D1C' },
  unknown: { main: '#AEB8C4', tint: '#262E39' },
  demo: { main: '#CFA3EC', tint: '#2D1E39' },
  action: { hover: '#232B37', selected: '#22344A', disabled: '#8B96A5', disabledBackground: '#2A323E' },
};

const TEXT_FONT = "'Sofia Sans Variable', system-ui, sans-serif";
const CODE_FONT = "'Cascadia Mono', ui-monospace, monospace";
const RADIUS = 6;
/** Motion is short, and there is none for those who want none. */
const MOTION_MS = 120;
const FOCUS_RING = { outline: '2px solid', outlineColor: 'var(--drum-palette-primary-main)', outlineOffset: 2 };
const TARGET_PX = 40;

/** The one design of all screens: colours, letters and measures. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-colours', cssVarPrefix: 'drum' },
  colorSchemes: { light: { palette: LIGHT }, dark: { palette: DARK } },
  spacing: 8,
  shape: { borderRadius: RADIUS },
  breakpoints: { values: { xs: 0, sm: 600, md: 900, lg: 1200, xl: 1440 } },
  transitions: {
    duration: {
      ...{ shortest: MOTION_MS, shorter: MOTION_MS, short: MOTION_MS, standard: MOTION_MS, complex: MOTION_MS },
      ...{ enteringScreen: MOTION_MS, leavingScreen: MOTION_MS },
    },
  },
  typography: {
    fontFamily: TEXT_FONT,
    fontSize: 15,
    htmlFontSize: 16,
    h1: { fontSize: 26, lineHeight: 1.25, fontWeight: 650 },
    h2: { fontSize: 20, lineHeight: 1.3, fontWeight: 620 },
    h3: { fontSize: 17, lineHeight: 1.35, fontWeight: 620 },
    body1: { fontSize: 15, lineHeight: 1.45 },
    body2: { fontSize: 15, lineHeight: 1.45 },
    caption: { fontSize: 13, lineHeight: 1.45 },
    subtitle1: { fontSize: 17, lineHeight: 1.45 },
    button: { fontSize: 15, fontWeight: 600, textTransform: 'none' },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        body: { overflowWrap: 'break-word' },
        'code, kbd, pre': { fontFamily: CODE_FONT, fontSize: '0.92em' },
        // As high as what one presses.
        summary: { cursor: 'pointer', paddingBlock: 9 },
        table: { fontFeatureSettings: "'tnum'" },
        time: { fontFeatureSettings: "'tnum'" },
        ':focus-visible': FOCUS_RING,
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': { animation: 'none !important', transition: 'none !important' },
        },
        '@media print': { 'nav, header, [data-print="no"]': { display: 'none !important' } },
      },
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { '&:focus-visible': FOCUS_RING, '&.Mui-focusVisible': FOCUS_RING } },
    },
    MuiButton: {
      defaultProps: { disableElevation: true, variant: 'outlined' },
      styleOverrides: {
        root: ({ theme: { breakpoints } }) => ({
          ...{ minHeight: TARGET_PX, paddingInline: 16, whiteSpace: 'nowrap' },
          [breakpoints.down('sm')]: { whiteSpace: 'normal' },
        }),
        outlined: ({ theme: { vars } }) => ({ borderColor: vars.palette.control }),
      },
    },
    MuiIconButton: { styleOverrides: { root: { minWidth: TARGET_PX, minHeight: TARGET_PX, borderRadius: RADIUS } } },
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: {
        root: ({ theme: { vars } }) => ({ backgroundImage: 'none', border: `1px solid ${vars.palette.divider}` }),
      },
    },
    MuiOutlinedInput: {
      styleOverrides: {
        notchedOutline: ({ theme: { vars } }) => ({ borderColor: vars.palette.control }),
        input: ({ theme: { vars } }) => ({
          ...{ paddingBlock: 9, height: 22 },
          '&::placeholder': { opacity: 1, color: vars.palette.text.secondary },
        }),
        root: { backgroundColor: 'var(--drum-palette-background-paper)' },
      },
    },
    MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
    MuiFormHelperText: { styleOverrides: { root: { fontSize: 13, marginInline: 0 } } },
    MuiTooltip: { defaultProps: { enterDelay: 300 } },
    MuiLink: { defaultProps: { underline: 'hover' } },
    MuiDialog: {
      styleOverrides: {
        paper: ({ theme: { breakpoints } }) => ({
          ...{ margin: 16, width: 'min(560px, calc(100% - 32px))', maxHeight: 'calc(100% - 32px)' },
          [breakpoints.down('sm')]: {
            ...{ margin: 8, width: 'calc(100% - 16px)', maxWidth: 'none', maxHeight: 'calc(100% - 16px)' },
          },
        }),
      },
    },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: 20, fontWeight: 620, paddingBottom: 8 } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 24px 16px', gap: 8, flexWrap: 'wrap' } } },
  },
});
