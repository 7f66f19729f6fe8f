import type { AdminCall } from '#administration/http/call.ts';
import { WarningsDetected } from '#administration/http/warnings.ts';
import { drumError } from '#protocol/errors.ts';
import { keyIn, requestIn, type FoundRequest } from '../../key-administration/finding.ts';
import { keyActions, REQUEST_ACTIONS, requireAction } from '../../key-administration/possible-actions.ts';
import type { MadeRequest, RequestFile } from '../../key-administration/certificate-requests.ts';
import { wantedRequest, type CsrGenerate } from './certificate-request-shapes.ts';
import { byUsage, requirePermission, type KeyParts } from './key-parts.ts';
import { keyAudit, keyShape, keyState, requestAudit } from './key-shapes.ts';
import type { ServerHandlers } from './parts.ts';

/** Keys, and the requests for their certificates. */
export function keyOperations({ signer, requests, registration, state, shapes }: KeyParts): ServerHandlers {
  const keyOf = async ({ path }: AdminCall) => keyIn(await state(), path.id ?? '');
  const requestOf = async ({ path }: AdminCall): Promise<FoundRequest> => {
    const all = await state();
    const { key } = keyIn(all, path.id ?? '');
    const found = requestIn(all, path.csr_id ?? '');
    if (found.key.id === key.id) return found;
    throw drumError('csr_not_found', 'The key has no such certificate request');
  };
  return {
    getKey: {
      run: async (call) => {
        const found = await keyOf(call);
        return { body: keyShape(found, shapes(call)), state: keyState(found) };
      },
    },
    updateKey: {
      event: 'Set friendly name to key',
      run: async (call) => {
        const { name } = call.body as { readonly name: string };
        const found = await keyOf(call);
        const named = { ...found, key: { ...found.key, friendlyName: name } };
        return {
          body: keyShape(named, shapes(call)),
          audit: { before: keyAudit(found), after: keyAudit(named) },
          outside: () => signer.nameKey(found.key.id, name),
        };
      },
    },
    deleteKey: {
      event: 'Delete key from token and configuration',
      before: async (call) => {
        const found = await keyOf(call);
        const { id, usage } = found.key;
        requirePermission(
          call,
          usage === undefined ? 'DELETE_KEY' : byUsage(usage, 'DELETE_AUTH_KEY', 'DELETE_SIGN_KEY'),
        );
        requireAction('DELETE', keyActions(found));
        const registered = registration.registered(found);
        if (registered.length > 0 && call.query.ignore_warnings !== true) {
          throw new WarningsDetected('The key has a registered authentication certificate', [
            { code: 'auth_key_with_registered_cert_warning', metadata: [id] },
          ]);
        }
        if (registered.length > 0) requirePermission(call, 'SEND_AUTH_CERT_DEL_REQ');
        for (const certificate of registered) await registration.deleted(certificate);
      },
      run: async (call) => {
        const found = await keyOf(call);
        return { audit: { before: keyAudit(found) }, outside: () => signer.deleteKey(found.key.id) };
      },
    },
    getPossibleActionsForKey: { run: async (call) => ({ body: keyActions(await keyOf(call)) }) },
    generateCsr: {
      event: 'Generate CSR',
      before: (call) => {
        const given = call.body as CsrGenerate;
        requirePermission(call, byUsage(given.key_usage_type, 'GENERATE_AUTH_CERT_REQ', 'GENERATE_SIGN_CERT_REQ'));
        return requests.make(call.path.id ?? '', wantedRequest(call, given));
      },
      run: async (call, _change, prepared) => {
        const made = prepared as MadeRequest;
        return {
          ...fileAnswer(made.file),
          audit: { after: { ...keyAudit(await keyOf(call)), csr_id: made.requestId, subject_name: made.subject } },
        };
      },
    },
    downloadCsr: {
      run: async (call) => {
        const found = await requestOf(call);
        requirePermission(call, byUsage(found.key.usage, 'GENERATE_AUTH_CERT_REQ', 'GENERATE_SIGN_CERT_REQ'));
        const { csr_format: format = 'PEM' } = call.query as { readonly csr_format?: 'PEM' | 'DER' };
        return fileAnswer(requests.file(found, format));
      },
    },
    deleteCsr: {
      event: 'Delete CSR',
      run: async (call) => {
        const found = await requestOf(call);
        requirePermission(call, byUsage(found.key.usage, 'DELETE_AUTH_CERT', 'DELETE_SIGN_CERT'));
        return { audit: { before: requestAudit(found) }, outside: () => signer.deleteRequest(found.request.id) };
      },
    },
    getPossibleActionsForCsr: {
      run: async (call) => {
        await requestOf(call);
        return { body: REQUEST_ACTIONS };
      },
    },
  };
}

const fileAnswer = ({ name, bytes }: RequestFile) => ({
  status: 200,
  file: { name, bytes: Buffer.from(bytes), type: 'application/octet-stream' },
});
