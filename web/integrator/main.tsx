import { startProgram } from '../design/program.tsx';
import { NoticesBell } from './notices/bell.tsx';
import { screens } from './screens.ts';

await startProgram({ name: 'common:integrator', screens, tools: <NoticesBell /> });
