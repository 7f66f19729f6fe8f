import type { RouteObject } from 'react-router';
import type { TextKey } from '../texts/texts.ts';
import type { IconName } from './icons.tsx';

/** A screen of a program: a folder of its own, named in the program's list. */
export interface Screen {
  /** Its place in the rail, if it has one. */
  readonly place?: {
    readonly to: string;
    readonly text: TextKey;
    readonly icon: IconName;
    /** The letter that leads there behind `g`: by its place on the keyboard. */
    readonly key: string;
    /** Addresses that belong to it, and stand elsewhere. */
    readonly also?: readonly string[];
  };
  /** Whoever has one of these may see it; absent: everybody. */
  readonly permissions?: readonly string[];
  readonly routes: readonly RouteObject[];
  /** What the command palette offers of it. */
  readonly commands?: readonly ScreenCommand[];
  /** The address where a text is looked for, with `{q}` where the text belongs. */
  readonly search?: { readonly to: string; readonly text: TextKey };
}

interface ScreenCommand {
  readonly text: TextKey;
  readonly to: string;
  readonly icon: IconName;
  readonly permission: string;
}
