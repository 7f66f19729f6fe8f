import { startProgram } from '../design/program.tsx';
import { NoticesBell } from './notices/bell.tsx';
import { screens } from './screens.ts';
import { SetUpGate } from './setup/gate.tsx';

await startProgram({ name: 'common:integrator', screens, gate: SetUpGate, tools: <NoticesBell /> });
