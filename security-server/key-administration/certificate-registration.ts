import { drumError } from '#protocol/errors.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { certificateStatusAsked } from '../management/registration.ts';
import type { SendFromWithin } from '../management/send-from-within.ts';
import type { SignerClient } from '../signer/client.ts';
import { certificateIn, type FoundCertificate, type FoundKey } from './finding.ts';
import { certificateActions, mustBeUnregistered, requireAction, type PossibleAction } from './possible-actions.ts';
import { certificateOf } from '../signer/selection.ts';

interface Options {
  readonly serverId: ServerId;
  readonly signer: Pick<SignerClient, 'keys' | 'changeCertificate'>;
  readonly send: SendFromWithin;
}

/** Asks the central server to know, or to forget, authentication certificates of this server. */
export class CertificateRegistration {
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  /**
   * `address`: where other servers reach this one. Answers with the number of the request. Throws `certificate_not_found`,
   * `sign_cert_not_supported`, `action_not_possible`, `global_conf_outdated`, `management_request_sending_failed`.
   */
  async register(hash: string, address: string): Promise<number> {
    const { serverId: server, send } = this.options;
    const { certificate } = await this.authentication(hash, 'REGISTER');
    const { der: authenticationCertificate } = certificate;
    const number = await send({ kind: 'authCertReg', server, address, authenticationCertificate, dryRun: false });
    await this.asked(certificate.sha256Hex, 'authCertReg');
    return number;
  }

  /** Throws as `register`. */
  async unregister(hash: string): Promise<number> {
    const { certificate } = await this.authentication(hash, 'UNREGISTER');
    return this.deleted(certificate);
  }

  /** For when the central server cannot be asked. Throws as `register`. */
  async markForDeletion(hash: string): Promise<void> {
    const { certificate } = await this.authentication(hash, 'UNREGISTER');
    await this.asked(certificate.sha256Hex, 'authCertDeletion');
  }

  /** The authentication certificates of a key that must be unregistered before it goes. */
  registered({ key }: FoundKey): FoundCertificate['certificate'][] {
    if (key.usage !== 'AUTHENTICATION') return [];
    return key.certificates.filter(mustBeUnregistered).map(certificateOf);
  }

  /** Throws `global_conf_outdated`, `management_request_sending_failed`. */
  async deleted({ der, sha256Hex }: FoundCertificate['certificate']): Promise<number> {
    const { serverId: server, send } = this.options;
    const number = await send({ kind: 'authCertDeletion', server, authenticationCertificate: der });
    await this.asked(sha256Hex, 'authCertDeletion');
    return number;
  }

  /** Throws `certificate_not_found`, `sign_cert_not_supported`, `action_not_possible`. */
  async authentication(hash: string, action: PossibleAction): Promise<FoundCertificate> {
    const found = certificateIn(await this.options.signer.keys(), hash);
    if (!found.certificate.isAuthentication()) {
      throw drumError('sign_cert_not_supported', 'Signing certificates are not registered at the central server');
    }
    requireAction(action, certificateActions(found));
    return found;
  }

  /** Global configuration may have been quicker than its answer: what it says stays. */
  private async asked(sha256: string, kind: 'authCertReg' | 'authCertDeletion'): Promise<void> {
    const { signer } = this.options;
    const { entry } = certificateIn(await signer.keys(), sha256);
    const status = certificateStatusAsked(entry.status, kind);
    if (status !== entry.status) await signer.changeCertificate({ sha256, status });
  }
}
