import type { Screen } from '../design/screen.ts';
import { expiring, home } from './home/screen.ts';
import { restoration, setup } from './setup/screen.ts';
import { members } from './members/screen.ts';
import { servers } from './servers/screen.ts';
import { requests } from './requests/screen.ts';
import { configuration, sources } from './configuration/screen.ts';
import { trust } from './trust/screen.ts';
import { federation } from './federation/screen.ts';
import { legalBases } from './legal-bases/screen.ts';
import { groups } from './groups/screen.ts';
import { catalogue, catalogueEdit } from './catalogue/screen.ts';
import { classes } from './classes/screen.ts';
import { audit } from './audit/screen.ts';
import { settings } from './settings/screen.ts';

/** The screens of the system integrator, in the order of the rail. */
export const screens: readonly Screen[] = [
  ...[home, expiring, setup, restoration, members, servers, requests],
  ...[trust, configuration, sources, federation],
  ...[catalogue, catalogueEdit, groups, legalBases, audit],
  ...[...settings, classes],
];
