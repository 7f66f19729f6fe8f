import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { Certificate } from '#certs/certificate.ts';
import { replaceFile } from '#config/atomic-file.ts';
import { drumError } from '#protocol/errors.ts';
import type { Ecosystem } from './ecosystem.ts';
import type { SandboxFolders, TrustFiles } from './files.ts';
import type { IssueCertificate } from './provision.ts';

/** The sandbox's authority, as its members meet it: over HTTP. */
export class SandboxAuthority {
  private readonly base: string;

  constructor({ authority }: Ecosystem) {
    this.base = `http://${authority.address}:${authority.port}`;
  }

  readonly issue: IssueCertificate = async (csr, kind) => {
    const pem = await this.ask(`/ca/certificates?profile=${kind}`, csr);
    return Certificate.fromPem(pem).der;
  };

  /** Writes the authority's certificates where the central server finds them. */
  async writeTrust(folders: SandboxFolders): Promise<TrustFiles> {
    const folder = join(folders.centralServer, 'trust');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const save = async (name: string): Promise<string> => {
      const path = join(folder, `${name}.pem`);
      await replaceFile(path, await this.ask(`/ca/${name}.pem`));
      return path;
    };
    return {
      root: await save('root'),
      intermediate: await save('intermediate'),
      ocsp: await save('ocsp'),
      ocspIntermediate: await save('ocsp-intermediate'),
      tsa: await save('tsa'),
      ocspUrl: `${this.base}/ocsp`,
      tsaUrl: `${this.base}/tsa`,
    };
  }

  private async ask(path: string, body?: Uint8Array): Promise<string> {
    const answer = await request(
      this.base + path,
      body === undefined
        ? { method: 'GET' }
        : { method: 'POST', body, headers: { 'content-type': 'application/pkcs10' } },
    );
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw drumError('http_error', `The authority refused ${path}: ${text.trim()}`);
    return text;
  }
}
