import yazl from 'yazl';
import { PassThrough } from 'node:stream';
import { readConfigurationFiles } from '#distribution/configuration-client/read-directory.ts';
import { pour } from '../exchange/pour.ts';
import type { ClientService } from './handler.ts';

const NEEDED = /^(instance-identifier|[^/]+\/shared-params\.xml(\.metadata)?)$/;

/** `GET /verificationconf`: what anyone needs to verify this server's signed documents elsewhere (UG-SIGDOC §3.2). */
export function verificationConfigurationService(configurationFolder: string): ClientService {
  return async (request, response, url) => {
    if (url.pathname !== '/verificationconf' || request.method !== 'GET') return false;
    const files = await readConfigurationFiles(configurationFolder);
    const zip = new yazl.ZipFile();
    for (const [path, bytes] of files) {
      if (NEEDED.test(path)) zip.addBuffer(Buffer.from(bytes), `verificationconf/${path}`);
    }
    zip.end();
    response.writeHead(200, {
      'content-type': 'application/zip',
      'content-disposition': 'filename="verificationconf.zip"',
    });
    await pour(zip.outputStream.pipe(new PassThrough()), response);
    return true;
  };
}
