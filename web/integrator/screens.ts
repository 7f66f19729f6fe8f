import type { Screen } from '../design/screen.ts';
import { home } from './home/screen.ts';
import { members } from './members/screen.ts';
import { servers } from './servers/screen.ts';
import { requests } from './requests/screen.ts';
import { groups } from './groups/screen.ts';
import { catalogue } from './catalogue/screen.ts';
import { classes } from './classes/screen.ts';

/** The screens of the system integrator, in the order of the rail. */
export const screens: readonly Screen[] = [home, members, servers, requests, groups, catalogue, classes];
