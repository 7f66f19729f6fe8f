import { Certificate } from '#certs/certificate.ts';
import { metricSet, singleMetric, type MetricSet } from '#protocol/monitoring/metrics.ts';

/** X-Road's names for what a certificate is used for. */
type CertificateUse = 'AUTH_OR_SIGN' | 'SECURITY_SERVER_TLS' | 'INTERNAL_IS_CLIENT_TLS';

export interface UsedCertificate {
  readonly use: CertificateUse;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly isActive: boolean;
}

/** The certificates that a server works with, each once for each use. One that cannot be read is left out. */
export class CertificateSensor {
  private readonly find: () => Promise<readonly UsedCertificate[]>;
  private found: MetricSet | undefined;

  constructor(find: () => Promise<readonly UsedCertificate[]>) {
    this.find = find;
  }

  async measure(): Promise<void> {
    const told = new Map((await this.find()).flatMap((used) => metricOf(used) ?? []));
    this.found = metricSet('Certificates', [...told.values()]);
  }

  metric(): MetricSet | undefined {
    return this.found;
  }
}

function metricOf({ use, certificate, isActive }: UsedCertificate): [[string, MetricSet]] | undefined {
  let read: Certificate;
  try {
    read = Certificate.fromDer(certificate);
  } catch {
    return undefined;
  }
  // Called SHA-1 for ever, and SHA-256 since X-Road 7.
  const hash = read.sha256Hex.toUpperCase().replace(/(..)(?=.)/g, '$1:');
  const metric = metricSet(`certificate-${hash}`, [
    singleMetric('sha1Hash', hash),
    singleMetric('notBefore', instant(read.notBefore)),
    singleMetric('notAfter', instant(read.notAfter)),
    singleMetric('certificateType', use),
    singleMetric('active', String(isActive)),
  ]);
  return [[`${use} ${hash} ${isActive ? 1 : 0}`, metric]];
}

const instant = (time: Date): string => time.toISOString().replace('.000Z', 'Z');
