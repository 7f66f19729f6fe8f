import type { AdminCall } from '#administration/http/call.ts';
import type { CostType } from '#protocol/configuration/parameters.ts';
import {
  addOcspResponder,
  deleteOcspResponder,
  getOcspResponder,
  listOcspResponders,
  ocspResponderCertificate,
  updateOcspResponder,
  type AuthorityOfResponder,
  type OcspResponder,
} from '../../trust/ocsp-responders.ts';
import { fileOf, numberOf } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

const responderShape = ({ number, url, costType, certificateHash }: OcspResponder) => ({
  ...{ id: number, url, cost_type: costType, has_certificate: certificateHash !== undefined },
});

interface ResponderBody {
  readonly url: string;
  readonly cost_type: CostType;
}

type OfAuthority = (call: AdminCall) => AuthorityOfResponder;

const ofService: OfAuthority = ({ path }) => ({ certificationService: numberOf(path.certification_service_id) });
const ofIntermediate: OfAuthority = ({ path }) => ({ intermediateCa: numberOf(path.intermediate_ca_id) });

/** `changed`: after each change of what is published. */
export const ocspResponders = (changed: () => void): CatalogueHandlers => {
  const list = (authority: OfAuthority): CatalogueHandlers[string] => ({
    run: async (call, catalogue) => ({
      body: (await listOcspResponders(catalogue, authority(call))).map(responderShape),
    }),
  });
  const add = (event: string, authority: OfAuthority): CatalogueHandlers[string] => ({
    event,
    run: async (call, change) => {
      const { url, cost_type: costType } = call.body as ResponderBody;
      const certificate = fileOf(call, 'certificate');
      const audit = await addOcspResponder(change, { authority: authority(call), url, costType, certificate });
      return { body: responderShape(audit.after), audit };
    },
    afterwards: changed,
  });
  return {
    getCertificationServiceOcspResponders: list(ofService),
    addCertificationServiceOcspResponder: add('Add OCSP responder of certification service', ofService),
    getIntermediateCaOcspResponders: list(ofIntermediate),
    addIntermediateCaOcspResponder: add('Add OCSP responder of intermediate CA', ofIntermediate),
    deleteIntermediateCaOcspResponder: {
      event: 'Delete OCSP responder',
      run: async (call, change) => ({
        audit: await deleteOcspResponder(change, {
          number: numberOf(call.path.ocsp_responder_id),
          authority: ofIntermediate(call),
        }),
      }),
      afterwards: changed,
    },
    getOcspResponder: {
      run: async ({ path }, catalogue) => {
        const responder = await getOcspResponder(catalogue, numberOf(path.ocsp_responder_id));
        return { body: responderShape(responder), unseen: responder.certificateHash };
      },
    },
    getOcspRespondersCertificate: {
      run: async ({ path }, catalogue) => ({
        body: await ocspResponderCertificate(catalogue, numberOf(path.ocsp_responder_id)),
      }),
    },
    updateOcspResponder: {
      event: 'Edit OCSP responder',
      run: async (call, change) => {
        const { url, cost_type: costType } = call.body as Partial<ResponderBody>;
        const wanted = { url, costType, certificate: fileOf(call, 'certificate') };
        const audit = await updateOcspResponder(change, { number: numberOf(call.path.ocsp_responder_id), ...wanted });
        return { body: responderShape(audit.after), audit };
      },
      afterwards: changed,
    },
    deleteOcspResponder: {
      event: 'Delete OCSP responder',
      run: async ({ path }, change) => ({
        audit: await deleteOcspResponder(change, { number: numberOf(path.ocsp_responder_id) }),
      }),
      afterwards: changed,
    },
  };
};
