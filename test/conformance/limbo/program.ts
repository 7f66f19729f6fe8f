// The lane `npm run conformance:limbo`: all 9,780 cases of x509-limbo, BetterTLS's among them.
import { existsSync } from 'node:fs';
import { vectorsPath } from '../../vectors.ts';
import { notTested, say } from '../lane.ts';
import { readLimbo } from './cases.ts';
import { countOutcomes, judge } from './judge.ts';

if (!existsSync(vectorsPath('x509-limbo'))) notTested('../shared/vectors/x509-limbo is absent');
const judged = readLimbo('full').map(judge);
const wrong = judged.filter(({ outcome }) => outcome !== 'agrees' && outcome !== 'excluded');
for (const { id, outcome, verdict } of wrong) say(`${id}: ${outcome} (${verdict})`);
say(JSON.stringify(countOutcomes(judged)));
process.exitCode = wrong.length === 0 ? 0 : 1;
