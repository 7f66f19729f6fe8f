import type { AdminCall } from '#administration/http/call.ts';
import { drumError } from '#protocol/errors.ts';
import { sameMember } from '#protocol/identifiers/compare.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { keysIn } from '../../key-administration/finding.ts';
import { isEmpty, orphansOf, type Orphans } from '../../key-administration/orphans.ts';
import { certificateActions, keyActions, requireAction } from '../../key-administration/possible-actions.ts';
import type { ConfigurationReader } from '../../server-configuration/change.ts';
import { getClient, listClients } from '../../server-configuration/clients.ts';
import { certificateOf } from '../../signer/selection.ts';
import { clientIdOf } from './encoded-ids.ts';
import { requirePermission, type KeyParts } from './key-parts.ts';
import { certificateAudit, certificateShape, keyAudit, requestAudit } from './key-shapes.ts';
import type { ServerHandlers } from './parts.ts';

/** What clients sign with, and what is left of it when they are gone. */
export function clientKeyOperations({ signer, state, shapes }: KeyParts): ServerHandlers {
  /** Throws `orphans_not_found`, also while a client of the same member is here. */
  const orphans = async ({ path }: AdminCall, configuration: ConfigurationReader): Promise<Orphans> => {
    const id = clientIdOf(path.id);
    const isHere = (await listClients(configuration)).some((client) => sameMember(client.id, id));
    const found = orphansOf(await state(), id);
    if (isHere || isEmpty(found)) throw drumError('orphans_not_found', `${keyOf(id)} has left nothing here`);
    return found;
  };

  return {
    getClientSignCertificates: {
      run: async (call, configuration) => {
        const { id } = await getClient(configuration, clientIdOf(call.path.id));
        const certificates = [...keysIn(await state())]
          .filter(({ key }) => key.usage === 'SIGNING')
          .flatMap((found) => found.key.certificates.map((entry) => ({ ...found, entry })))
          .filter(({ entry: { member } }) => member !== undefined && sameMember(member, id));
        return {
          body: certificates.map((found) =>
            certificateShape({ ...found, certificate: certificateOf(found.entry) }, shapes(call)),
          ),
        };
      },
    },
    getClientOrphans: {
      run: async (call, configuration) => {
        await orphans(call, configuration);
        return { body: { orphans_exist: true } };
      },
    },
    deleteOrphans: {
      event: 'Delete orphaned client keys, certs and certificates',
      run: async (call, change) => {
        const { keys, certificates, requests } = await orphans(call, change);
        if (keys.length > 0) requirePermission(call, 'DELETE_SIGN_KEY');
        if (certificates.length + requests.length > 0) requirePermission(call, 'DELETE_SIGN_CERT');
        for (const key of keys) requireAction('DELETE', keyActions(key));
        for (const certificate of certificates) requireAction('DELETE', certificateActions(certificate));
        return {
          audit: {
            before: {
              keys: keys.map(keyAudit),
              certificates: certificates.map(certificateAudit),
              requests: requests.map(requestAudit),
            },
          },
          outside: async () => {
            for (const { key } of keys) await signer.deleteKey(key.id);
            for (const { certificate } of certificates) await signer.deleteCertificate(certificate.sha256Hex);
            for (const { request } of requests) await signer.deleteRequest(request.id);
          },
        };
      },
    },
  };
}
