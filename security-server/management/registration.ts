import type { ManagementRequestKind } from '#protocol/management/requests.ts';
import type { ClientStatus } from '../server-configuration/model.ts';
import type { CertificateStatusName } from '../signer/key-configuration.ts';

/*
 * X-Road's states of what a security server has registered: what it has asked the central server for moves them, and what
 * global configuration says then.
 */

/** A client's status when global configuration lists it at this server, or does not. */
export function clientStatusSeen(status: ClientStatus, isListed: boolean): ClientStatus {
  switch (status) {
    case 'SAVED':
    case 'REGISTRATION_IN_PROGRESS':
    case 'ENABLING_IN_PROGRESS':
    case 'GLOBAL_ERROR':
      return isListed ? 'REGISTERED' : status;
    case 'REGISTERED':
      return isListed ? status : 'GLOBAL_ERROR';
    case 'DISABLING_IN_PROGRESS':
      return isListed ? status : 'DISABLED';
    case 'DISABLED':
    case 'DELETION_IN_PROGRESS':
      return status;
  }
}

interface Step {
  /** Where global configuration has been quicker than whoever asked, the status is another one already. */
  readonly from: readonly ClientStatus[];
  readonly to: ClientStatus;
}

const CLIENT_STEPS: Partial<Record<ManagementRequestKind, Step>> = {
  clientReg: { from: ['SAVED', 'GLOBAL_ERROR', 'DISABLED', 'DELETION_IN_PROGRESS'], to: 'REGISTRATION_IN_PROGRESS' },
  clientDisable: { from: ['REGISTERED', 'GLOBAL_ERROR'], to: 'DISABLING_IN_PROGRESS' },
  clientEnable: { from: ['DISABLED', 'DISABLING_IN_PROGRESS'], to: 'ENABLING_IN_PROGRESS' },
  clientDeletion: {
    from: [
      'REGISTRATION_IN_PROGRESS',
      'REGISTERED',
      'DISABLING_IN_PROGRESS',
      'DISABLED',
      'ENABLING_IN_PROGRESS',
      'GLOBAL_ERROR',
    ],
    to: 'DELETION_IN_PROGRESS',
  },
};

/** A client's status once the central server has taken a request of this kind for it. */
export function clientStatusAsked(status: ClientStatus, kind: ManagementRequestKind): ClientStatus {
  const step = CLIENT_STEPS[kind];
  return step?.from.includes(status) === true ? step.to : status;
}

/** An authentication certificate's status when global configuration has it for this server, or has not. */
export function certificateStatusSeen(status: CertificateStatusName, isRegistered: boolean): CertificateStatusName {
  if (!isRegistered) return status === 'REGISTERED' ? 'GLOBAL_ERROR' : status;
  return status === 'DELETION_IN_PROGRESS' ? status : 'REGISTERED';
}

/** An authentication certificate's status once the central server has taken a request of this kind for it. */
export function certificateStatusAsked(
  status: CertificateStatusName,
  kind: ManagementRequestKind,
): CertificateStatusName {
  if (kind === 'authCertReg') return status === 'REGISTERED' ? status : 'REGISTRATION_IN_PROGRESS';
  return kind === 'authCertDeletion' ? 'DELETION_IN_PROGRESS' : status;
}
