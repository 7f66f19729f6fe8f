import { request } from 'undici';
import type { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import type { Behaviour, Service } from '#certs/authority/behaviour.ts';
import type { CertificateStanding } from '#certs/authority/ledger.ts';

/** A country's authority, told how to behave and asked as anyone may ask. */
export class AuthorityControl {
  private readonly base: string;
  private readonly control: string;

  constructor(address: string, port: number) {
    this.base = `http://${address}:${port}`;
    this.control = `http://${address}:${port + 1}/control`;
  }

  /** Makes a service behave so until it is told otherwise. */
  async behave<S extends Service>(service: S, behaviour: Partial<Behaviour<S>>): Promise<void> {
    await this.tell('PUT', `/behaviour/${service}`, behaviour);
  }

  /** Every service behaves well again; certificates stay as they are. */
  async behaveWell(): Promise<void> {
    await this.tell('DELETE', '/behaviour');
  }

  async setStanding(certificate: Certificate, standing: CertificateStanding): Promise<void> {
    await this.tell('PUT', `/certificates/${certificate.serial.toString(16)}`, { standing });
  }

  /** What the responder says of a certificate now (DER). */
  async ocspResponse(certificate: Certificate, issuer: Certificate): Promise<Buffer> {
    const answer = await request(`${this.base}/ocsp`, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: ocspRequest(certificate, issuer),
    });
    return Buffer.from(await answer.body.arrayBuffer());
  }

  private async tell(method: 'PUT' | 'DELETE', path: string, body?: object): Promise<void> {
    const answer = await request(`${this.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`The authority refused ${path}: ${text}`);
  }
}
