import type { AdminCall } from '#administration/http/call.ts';
import { requiredBytes } from '#administration/http/shapes.ts';
import { importCertificate, judgeCertificate, readCertificate } from '../../key-administration/certificate-import.ts';
import { certificateIn, type FoundCertificate } from '../../key-administration/finding.ts';
import { certificateActions, requireAction, type PossibleAction } from '../../key-administration/possible-actions.ts';
import { drumError } from '#protocol/errors.ts';
import { byUsage, requirePermission, type KeyParts } from './key-parts.ts';
import { certificateAudit, certificateShape } from './key-shapes.ts';
import type { ServerHandlers } from './parts.ts';

/** The certificates of keys: imported, switched on and off, registered, removed. */
export function tokenCertificateOperations(parts: KeyParts): ServerHandlers {
  const { context, signer, registration, state, shapes } = parts;
  const found = async ({ path }: AdminCall) => certificateIn(await state(), path.hash ?? '');
  return {
    importCertificate: {
      event: 'Import certificate from file',
      before: async (call) => {
        const read = readCertificate(requiredBytes(call));
        requirePermission(call, byUsage(read.usage, 'IMPORT_AUTH_CERT', 'IMPORT_SIGN_CERT'));
        await importCertificate(signer, judgeCertificate(read, context));
        return read.certificate.sha256Hex;
      },
      run: async (call, _change, hash) => {
        const imported = certificateIn(await state(), hash as string);
        return { body: certificateShape(imported, shapes(call)), audit: { after: certificateAudit(imported) } };
      },
    },
    importCertificateFromToken: {
      event: 'Import certificate from token',
      run: async (call) => {
        // What a device holds besides keys is not looked at: the certificates that are known are imported already.
        const { usage } = (await found(call)).key;
        requirePermission(call, byUsage(usage, 'IMPORT_AUTH_CERT', 'IMPORT_SIGN_CERT'));
        throw drumError('action_not_possible', 'The certificate is imported already');
      },
    },
    getCertificate: {
      run: async (call) => {
        const certificate = await found(call);
        requirePermission(call, viewPermission(certificate));
        const { active, status } = certificate.entry;
        return { body: certificateShape(certificate, shapes(call)), state: [active, status] };
      },
    },
    deleteCertificate: {
      event: 'Delete certificate from configuration',
      run: async (call) => {
        const certificate = await found(call);
        requireAction('DELETE', certificateActions(certificate));
        requirePermission(call, byUsage(certificate.key.usage, 'DELETE_AUTH_CERT', 'DELETE_SIGN_CERT'));
        return {
          audit: { before: certificateAudit(certificate) },
          outside: () => signer.deleteCertificate(certificate.certificate.sha256Hex),
        };
      },
    },
    activateCertificate: switched(parts, { event: 'Enable certificate', action: 'ACTIVATE', active: true }),
    disableCertificate: switched(parts, { event: 'Disable certificate', action: 'DISABLE', active: false }),
    getPossibleActionsForCertificate: {
      run: async (call) => ({ body: certificateActions(await found(call)) }),
    },
    registerCertificate: {
      event: 'Register authentication certificate',
      before: ({ path, body }) =>
        registration.register(path.hash ?? '', (body as { readonly address: string }).address),
      run: async (call, _change, number) => ({
        audit: {
          after: {
            ...certificateAudit(await found(call)),
            ...(call.body as { readonly address: string }),
            management_request_id: number,
          },
        },
      }),
    },
    unregisterAuthCertificate: {
      event: 'Unregister authentication certificate',
      before: ({ path }) => registration.unregister(path.hash ?? ''),
      run: async (call, _change, number) => ({
        audit: { after: { ...certificateAudit(await found(call)), management_request_id: number } },
      }),
    },
    markAuthCertForDeletion: {
      event: 'Skip unregistration of authentication certificate',
      run: async (call) => {
        const before = await registration.authentication(call.path.hash ?? '', 'UNREGISTER');
        const after = { ...before, entry: { ...before.entry, status: 'DELETION_IN_PROGRESS' as const } };
        return {
          audit: { before: certificateAudit(before), after: certificateAudit(after) },
          outside: () => registration.markForDeletion(before.certificate.sha256Hex),
        };
      },
    },
  };
}

/** Lets a certificate be used, or not any more. */
function switched(
  { signer, state }: KeyParts,
  { event, action, active }: { readonly event: string; readonly action: PossibleAction; readonly active: boolean },
): ServerHandlers[string] {
  return {
    event,
    run: async (call) => {
      const before = certificateIn(await state(), call.path.hash ?? '');
      const { usage } = before.key;
      requirePermission(call, byUsage(usage, 'ACTIVATE_DISABLE_AUTH_CERT', 'ACTIVATE_DISABLE_SIGN_CERT'));
      requireAction(action, certificateActions(before));
      const after = { ...before, entry: { ...before.entry, active } };
      return {
        audit: { before: certificateAudit(before), after: certificateAudit(after) },
        outside: () => signer.changeCertificate({ sha256: before.certificate.sha256Hex, active }),
      };
    },
  };
}

function viewPermission({ certificate }: FoundCertificate): string {
  if (certificate.isAuthentication()) return 'VIEW_AUTH_CERT';
  return certificate.isSigning() ? 'VIEW_SIGN_CERT' : 'VIEW_UNKNOWN_CERT';
}
