import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { DrumProcess } from '../test/command-line/drum-process.ts';
import { temporaryFolders } from '../test/temporary.ts';

describe('drum security-server', () => {
  const newFolder = temporaryFolders();

  it('logs at its start what its file allows and will most likely not work as meant', async () => {
    const file = join(newFolder(), 'server.yaml');
    const service = { code: 'slow', url: 'http://127.0.0.1:1', timeoutSeconds: 300 };
    writeFileSync(
      file,
      stringify({
        data: 'data',
        anchor: 'none.xml',
        server: { instance: 'BG', memberClass: 'GOV', memberCode: '1', serverCode: 'ss1' },
        pin: { file: 'pin' },
        clients: [{ id: 'BG/GOV/1/sub', services: [service] }],
      }),
    );
    const { code, err } = await new DrumProcess('security-server', '--config', file).ended();
    const [first = ''] = err.split('\n');
    const { level, message } = JSON.parse(first) as Record<string, string>;
    expect(level).to.equal('warn');
    expect(message).to.match(/^Service slow of SUBSYSTEM:BG\/GOV\/1\/sub may take 300 s, but .* waits 120 s /);
    // It goes on, to the anchor that is missing here.
    expect(err).to.include('anchor_file_not_found: ');
    expect(code).to.equal(2);
  });
});
