import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateStanding } from '#certs/authority/ledger.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { askUntil, askWith, asking, LOGS, type Fault, type FaultGroup, type Told } from './fault.ts';
import { certificateOfServer } from './peer-identity.ts';
import { sendScripted } from './malformed.ts';
import { CONSUMER, HELLO, SCRIPTED_CLIENT, type World } from './world.ts';

/** How the responder speaks of a certificate while a row runs. */
type Status = Extract<CertificateStanding, 'revoked' | 'unknown'> | 'stale';
const STATUSES = ['revoked', 'unknown', 'stale'] as const satisfies readonly Status[];

const toPlayed = (world: World, id: string): Promise<Told> =>
  askWith(world, id, { service: `${SCRIPTED_CLIENT}/hello` });

/** While this lasts, the responder says so of one of the played server's certificates; `stale` it says of all. */
async function whileItIs<T>(
  { country, identity }: World,
  status: Status,
  which: 'authentication' | 'signing',
  work: () => Promise<T>,
): Promise<T> {
  const { authority } = country;
  const certificate =
    which === 'authentication'
      ? identity.authentication
      : identity.signingCertificate(parseRestClientHeader(SCRIPTED_CLIENT));
  if (status === 'stale') await authority.behave('ocsp', { fault: 'stale' });
  else await authority.setStanding(certificate, status);
  try {
    return await work();
  } finally {
    if (status === 'stale') await authority.behaveWell();
    else await authority.setStanding(certificate, 'good');
  }
}

/** The certificate of a member's signature, at its own server: it signs nothing with it. */
const ownSigning = (status: Status, side: 'client' | 'provider', id: string): Fault => ({
  fault: `${status} signing certificate of the ${side}`,
  broken: 'at the responder, before its server asked',
  provoke: asking(side === 'client' ? { service: HELLO, client: id } : { service: `${id}/hello` }),
  code:
    side === 'client'
      ? 'server.clientproxy.cannot_create_signature'
      : 'server.serverproxy.service_failed.cannot_create_signature',
  status: 500,
  side: 'this-server',
  logs: side === 'client' ? LOGS.none : LOGS.consumerOnly,
  reached: false,
});

const PATH_CODE: Readonly<Record<Status, string>> = {
  revoked: 'invalid_cert_path.cert_validation',
  unknown: 'invalid_cert_path.cert_validation',
  stale: 'invalid_cert_path.incorrect_validation_info',
};
const PATH_SIDE: Readonly<Record<Status, Fault['side']>> = {
  revoked: 'other-server',
  unknown: 'other-server',
  stale: 'trust-service',
};

const sentWith = (status: Status, which: 'authentication' | 'signing'): Fault => ({
  fault: `${status} ${which} certificate of the client’s ${which === 'signing' ? 'member' : 'server'}, sent all the same`,
  broken: 'by the OCSP response in the message',
  provoke: async (world, id) => {
    // The other certificate's responses are good ones.
    const good = await world.identity.ocspResponses(world.identity.authentication);
    return whileItIs(world, status, which, () =>
      sendScripted(world, id, which === 'signing' ? { ocspResponses: good } : {}),
    );
  },
  code:
    which === 'authentication'
      ? 'server.serverproxy.service_failed.ssl_authentication_failed'
      : `server.serverproxy.signature_verification.${PATH_CODE[status]}`,
  status: 200,
  side: which === 'authentication' ? 'other-server' : PATH_SIDE[status],
  logs: LOGS.fromPlayed,
  reached: false,
});

const answeredWith = (status: Status, which: 'authentication' | 'signing'): Fault => ({
  fault: `${status} ${which} certificate of the provider’s ${which === 'signing' ? 'member, signed' : 'server, shown'} all the same`,
  broken: which === 'signing' ? 'by the OCSP response in the answer' : 'by the OCSP response of its port 5577',
  provoke: (world, id) => whileItIs(world, status, which, () => toPlayed(world, id)),
  code: `server.clientproxy.${which === 'signing' ? 'signature_verification' : 'ssl_authentication_failed'}.${PATH_CODE[status]}`,
  status: 500,
  side: PATH_SIDE[status],
  logs: which === 'signing' ? LOGS.toPlayed : LOGS.unsentToPlayed,
  reached: false,
});

/** First contact with the played server: nothing is remembered of it yet. */
export const CERTIFICATES: FaultGroup = {
  title: 'Certificates and their status',
  faults: [
    ownSigning('revoked', 'client', 'TEST/MUN/2/is'),
    ownSigning('unknown', 'client', 'TEST/MUN/3/is'),
    ownSigning('revoked', 'provider', 'TEST/GOV/3/registry'),
    ownSigning('unknown', 'provider', 'TEST/GOV/4/registry'),
    ...STATUSES.map((status) => sentWith(status, 'authentication')),
    ...STATUSES.map((status) => sentWith(status, 'signing')),
    {
      fault: 'OCSP service of the provider’s server down at first contact',
      broken: 'nothing listens at its port 5577',
      provoke: toPlayed,
      code: 'server.clientproxy.network_error',
      status: 500,
      side: 'other-server',
      logs: LOGS.unsentToPlayed,
      reached: false,
    },
    ...STATUSES.map((status, index) => {
      const row = answeredWith(status, 'authentication');
      if (index > 0) return row;
      return {
        ...row,
        provoke: async (world: World, id: string) => {
          await world.serverProxy.startOcsp();
          return row.provoke(world, id);
        },
      };
    }),
    ...STATUSES.map((status) => answeredWith(status, 'signing')),
  ],
};

const ASK_SECOND = { service: 'TEST/GOV/2/only/hello' };
const FROM_SECOND = { service: HELLO, client: 'TEST/GOV/2/is' };

/** The authentication certificate of a running server, as that server finds it. */
const ownAuthentication = (status: Status): Fault => ({
  fault: `${status} authentication certificate of the client’s server`,
  broken: 'at the responder, before the server asked',
  provoke: async (world, id) => {
    const { country } = world;
    const certificate = certificateOfServer(country, 'second');
    if (status === 'stale') await country.authority.behave('ocsp', { fault: 'stale' });
    else await country.authority.setStanding(certificate, status);
    await country.restartServer('second', { forgetStatus: true });
    return askWith(world, id, FROM_SECOND, 'second');
  },
  code: 'server.clientproxy.key_not_found',
  status: 500,
  side: 'this-server',
  clientServer: 'second',
  logs: LOGS.none,
  reached: false,
});

export const AUTHENTICATION: FaultGroup = {
  title: 'A server that cannot show itself',
  faults: [
    ownAuthentication('revoked'),
    {
      fault: 'revoked authentication certificate of the provider’s server',
      broken: 'the same server: its door stays closed',
      provoke: asking(ASK_SECOND),
      code: 'server.clientproxy.network_error',
      status: 500,
      side: 'other-server',
      providerServer: 'second',
      logs: LOGS.none,
      reached: false,
    },
    ownAuthentication('stale'),
    {
      fault: 'none: good again',
      broken: 'the responder behaves well again, and the server finds out by itself',
      provoke: async (world, id) => {
        const { country } = world;
        await country.authority.setStanding(certificateOfServer(country, 'second'), 'good');
        await country.authority.behaveWell();
        await askUntil(world, undefined, FROM_SECOND, 'second');
        await askUntil(world, undefined, { ...ASK_SECOND, client: CONSUMER });
        return askWith(world, id, FROM_SECOND, 'second');
      },
      code: undefined,
      status: 200,
      side: undefined,
      clientServer: 'second',
      logs: LOGS.all,
      reached: true,
    },
    {
      fault: 'wrong PIN',
      broken: 'the file with it was replaced, and the client’s server started anew',
      provoke: async (world, id) => {
        const pin = join(world.country.folder('second'), 'pin');
        renameSync(pin, `${pin}.good`);
        writeFileSync(pin, 'another');
        await world.country.restartServer('second');
        renameSync(`${pin}.good`, pin);
        return askWith(world, id, FROM_SECOND, 'second');
      },
      code: 'server.clientproxy.key_not_found',
      status: 500,
      side: 'this-server',
      clientServer: 'second',
      logs: LOGS.none,
      reached: false,
    },
  ],
};
