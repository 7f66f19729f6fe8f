import { Certificate } from '#certs/certificate.ts';
import { certificateKey } from '../catalogue/keys.ts';
import type { CatalogueReader } from '../membership/change.ts';

export type ExpiryKind =
  | 'CERTIFICATION_SERVICE'
  | 'INTERMEDIATE_CA'
  | 'OCSP_RESPONDER'
  | 'TIMESTAMPING_SERVICE'
  | 'AUTHENTICATION_CERTIFICATE'
  | 'SIGNING_KEY'
  | 'MANAGEMENT_TLS';

/** A certificate that the network relies on. */
export interface Expiry {
  readonly kind: ExpiryKind;
  /** What it belongs to: a name, an address, a server's key, the key of a node. */
  readonly of: string | SigningKeyName;
  readonly sha256: string;
  readonly notAfter: Date;
}

interface SigningKeyName {
  readonly node: string;
  readonly source: string;
  readonly name: string;
}

type Found = Omit<Expiry, 'notAfter'>;

const CERTIFICATES_A_STATEMENT = 400;

/** When certificates expire. Each is read once: a network has thousands, of which few change. */
export class Expiries {
  /** By SHA-256; undefined: it cannot be read. */
  private known = new Map<string, Date | undefined>();

  /** All of them, the next to expire first. `managementTls`: of the registration service (DER). */
  async all(catalogue: CatalogueReader, managementTls: Uint8Array | undefined): Promise<Expiry[]> {
    const found = await this.found(catalogue, managementTls);
    await this.readServers(catalogue, found);
    const current = new Set(found.map(({ sha256 }) => sha256));
    this.known = new Map([...this.known].filter(([sha256]) => current.has(sha256)));
    return found
      .flatMap((each) => {
        const notAfter = this.known.get(each.sha256);
        return notAfter === undefined ? [] : [{ ...each, notAfter }];
      })
      .toSorted((one, other) => one.notAfter.getTime() - other.notAfter.getTime());
  }

  /** The first end of a certificate of each of these servers, by the server's key. */
  async firstOfServers(catalogue: CatalogueReader, serverKeys: readonly string[]): Promise<Map<string, Date>> {
    if (serverKeys.length === 0) return new Map();
    const rows = await catalogue
      .selectFrom('authentication_certificate')
      .select(['server_key', 'sha256', 'certificate'])
      .where('server_key', 'in', serverKeys)
      .execute();
    const first = new Map<string, Date>();
    for (const { server_key: key, sha256, certificate } of rows) {
      this.read(sha256, certificate);
      const [known, notAfter] = [first.get(key), this.known.get(sha256)];
      if (notAfter !== undefined && (known === undefined || notAfter < known)) first.set(key, notAfter);
    }
    return first;
  }

  private async found(catalogue: CatalogueReader, managementTls: Uint8Array | undefined): Promise<Found[]> {
    const at = (kind: ExpiryKind, of: Found['of'], certificate: Uint8Array): Found => {
      const sha256 = certificateKey(certificate);
      this.read(sha256, certificate);
      return { kind, of, sha256 };
    };
    const services = await catalogue.selectFrom('certification_service').select(['name', 'certificate']).execute();
    const cas = await catalogue.selectFrom('intermediate_ca').select(['service_name', 'certificate']).execute();
    const responders = await catalogue.selectFrom('ocsp_responder').select(['url', 'certificate']).execute();
    const tsas = await catalogue.selectFrom('timestamping_service').select(['name', 'certificate']).execute();
    const keys = await catalogue.selectFrom('signing_key').select(['node', 'name', 'source', 'certificate']).execute();
    const servers = await catalogue.selectFrom('authentication_certificate').select(['server_key', 'sha256']).execute();
    return [
      ...services.map(({ name, certificate }) => at('CERTIFICATION_SERVICE', name, certificate)),
      ...cas.map(({ service_name: name, certificate }) => at('INTERMEDIATE_CA', name, certificate)),
      ...responders.flatMap(({ url, certificate }) =>
        certificate === null ? [] : [at('OCSP_RESPONDER', url, certificate)],
      ),
      ...tsas.map(({ name, certificate }) => at('TIMESTAMPING_SERVICE', name, certificate)),
      ...keys.map(({ certificate, ...key }) => at('SIGNING_KEY', key, certificate)),
      ...(managementTls === undefined ? [] : [at('MANAGEMENT_TLS', 'registration service', managementTls)]),
      ...servers.map(({ server_key: of, sha256 }): Found => ({ kind: 'AUTHENTICATION_CERTIFICATE', of, sha256 })),
    ];
  }

  /** Reads the certificates of servers that are not known yet. */
  private async readServers(catalogue: CatalogueReader, found: readonly Found[]): Promise<void> {
    const unknown = [...new Set(found.map(({ sha256 }) => sha256).filter((sha256) => !this.known.has(sha256)))];
    for (let start = 0; start < unknown.length; start += CERTIFICATES_A_STATEMENT) {
      const rows = await catalogue
        .selectFrom('authentication_certificate')
        .select(['sha256', 'certificate'])
        .where('sha256', 'in', unknown.slice(start, start + CERTIFICATES_A_STATEMENT))
        .execute();
      for (const { sha256, certificate } of rows) this.read(sha256, certificate);
      // Whoever waits for something else meanwhile has a turn.
      await new Promise(setImmediate);
    }
  }

  private read(sha256: string, certificate: Uint8Array): void {
    if (this.known.has(sha256)) return;
    try {
      this.known.set(sha256, Certificate.fromParameter(certificate).notAfter);
    } catch {
      this.known.set(sha256, undefined);
    }
  }
}
