/** There for those who hear a page, and nowhere for those who see it. */
export const visuallyHidden = {
  ...{ position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  whiteSpace: 'nowrap',
} as const;
