import SvgIcon, { type SvgIconProps } from '@mui/material/SvgIcon';

/** Line drawings of 24 units, each of a few strokes. */
const SHAPES = {
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10 19v-5h4v5',
  members: 'M4 20V9.5L12 5l8 4.5V20M4 20h16M9 20v-4h6v4M8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01',
  servers: 'M5 5h14v6H5zM5 13h14v6H5zM8 8h.01M8 16h.01M12 8h4M12 16h4',
  requests: 'M5 13v6h14v-6M5 13l2-8h10l2 8M5 13h4l1 2.5h4L15 13h4',
  groups:
    'M8 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M16 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3.5 18c0-2.5 2-4 4.500-4s4.500 1.500 4.500 4M13.500 14.600c.7-.4 1.600-.6 2.500-.6 2.500 0 4.500 1.500 4.500 4',
  trust: 'M12 4l7 2.500v5c0 4-3 7-7 8.500-4-1.500-7-4.500-7-8.500v-5zM9 12l2.200 2.200L15.500 10',
  configuration: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h10M18 17h2M15 5v4M9 10v4M16 15v4',
  catalogue: 'M6 5h11a1 1 0 0 1 1 1v13H7a1 1 0 0 1-1-1zM6 17.500A1.500 1.500 0 0 1 7.500 16H18M9 9h6',
  law: 'M12 5v14M8 19h8M5 8h14M7 8l-2.500 6h5zM17 8l-2.500 6h5z',
  audit: 'M7 4h10v16H7zM9.500 8.500h5M9.500 12h5M9.500 15.500h3',
  settings:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M12 4v2.500M12 17.500V20M4 12h2.500M17.500 12H20M6.300 6.300l1.800 1.800M15.900 15.900l1.800 1.800M17.700 6.300l-1.800 1.800M8.100 15.900l-1.800 1.800',
  classes: 'M4 6h7v5H4zM13 6h7v5h-7zM4 13h7v5H4zM13 13h7v5h-7z',
  search: 'M10.500 16a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11M15 15l4.500 4.500',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  done: 'M5 12.500l4.500 4.500L19 7.500',
  close: 'M6 6l12 12M18 6 6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M12 6.500a.500.500 0 1 0 0-1 .500.500 0 0 0 0 1M12 12.500a.500.500 0 1 0 0-1 .500.500 0 0 0 0 1M12 18.500a.500.500 0 1 0 0-1 .500.500 0 0 0 0 1',
  down: 'M7 10l5 5 5-5',
  left: 'M14 6l-6 6 6 6',
  right: 'M10 6l6 6-6 6',
  up: 'M12 19V6M7 11l5-5 5 5',
  calendar: 'M5 6.500h14V19H5zM5 10.500h14M9 4.500v3M15 4.500v3',
  code: 'M8.500 8 4.500 12l4 4M15.500 8l4 4-4 4M13.500 5.500l-3 13',
  download: 'M12 5v10M8 11l4 4 4-4M5 19h14',
  add: 'M12 5v14M5 12h14',
  light:
    'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M18.400 5.600 17 7M7 17l-1.400 1.400',
  dark: 'M19 14.500A7.500 7.500 0 0 1 9.500 5 7.500 7.500 0 1 0 19 14.500',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  user: 'M12 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M5 20c0-3.500 3-5.500 7-5.500s7 2 7 5.500',
  language:
    'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M4 12h16M12 4c2.500 2.500 3.500 5 3.500 8s-1 5.500-3.500 8c-2.500-2.500-3.500-5-3.500-8s1-5.500 3.500-8',
  keys: 'M3.500 7h17v10h-17zM7 10h.01M10.300 10h.01M13.700 10h.01M17 10h.01M8 14h8',
  empty: 'M5 8l2-3h10l2 3v11H5zM5 8h14M10 12h4',
  notices: 'M6.500 16.500c1-1 1.500-2.500 1.500-5a4 4 0 0 1 8 0c0 2.500.5 4 1.500 5zM10.500 19.500h3M12 5.500v2',
  certificate:
    'M5 5h14v10h-5M5 5v10h3M8.500 8.500h7M8.500 11.500h3M11 18.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5M9.500 17.500V21l1.500-1 1.500 1v-3.500',
} as const;

export type IconName = keyof typeof SHAPES;

export const Icon = ({ name, ...props }: SvgIconProps & { readonly name: IconName }) => (
  <SvgIcon aria-hidden fontSize="small" {...props}>
    <path
      d={SHAPES[name]}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </SvgIcon>
);
