import { asking, askWith, LOGS, type Fault, type FaultGroup, type Told } from './fault.ts';
import { replacing, sendAsPeer, type PeerMessage, type ServerProxyScript } from './scripted-peer.ts';
import { BYTES_MAX, HELLO, SCRIPTED_CLIENT, type World } from './world.ts';

/** From the information system. */
const fromSystem = (fault: string, broken: string, provoke: Fault['provoke'], code: string): Fault => ({
  fault,
  broken,
  provoke,
  code,
  status: code.startsWith('server.') ? 500 : 400,
  side: 'client',
  logs: LOGS.none,
  reached: false,
});

const raw = (question: { readonly rawPath?: string; readonly method?: string }) =>
  asking({ service: HELLO, ...question });

const tooLarge = (bytes: number): string => 'x'.repeat(bytes + 1);

export const REQUESTS: FaultGroup = {
  title: 'Requests of information systems',
  faults: [
    {
      ...fromSystem('malformed path', 'no service in it', raw({ rawPath: '/r1/TEST/GOV' }), 'client.bad_request'),
      unidentified: true,
    },
    {
      ...fromSystem('unknown method', 'PROPFIND', raw({ method: 'PROPFIND' }), 'client.bad_request'),
      unidentified: true,
    },
    {
      ...fromSystem(
        'malformed X-Road-Client',
        'only one component',
        asking({ service: HELLO, client: 'TEST' }),
        'server.clientproxy.invalid_client_identifier',
      ),
      unidentified: true,
    },
    {
      ...fromSystem(
        'no X-Road-Client',
        'left out',
        ({ country }, id) => country.ask('consumer', { service: HELLO, headers: { 'X-Road-Id': id } }),
        'server.clientproxy.invalid_client_identifier',
      ),
      unidentified: true,
    },
    fromSystem(
      'oversized body',
      'above proxy.max-body-size of the client’s server',
      asking({ service: HELLO, body: tooLarge(BYTES_MAX.consumer) }),
      'client.invalid_body',
    ),
    {
      ...fromSystem(
        'body too large to be logged',
        'above message-log.max-loggable-message-body-size of the client’s server',
        asking({ service: HELLO, body: tooLarge(BYTES_MAX.consumerLog) }),
        'server.clientproxy.logging_failed',
      ),
      side: 'this-server',
    },
    {
      ...fromSystem(
        'body too large for the provider’s server',
        'above its proxy.max-body-size',
        asking({ service: HELLO, body: tooLarge(BYTES_MAX.provider) }),
        'server.serverproxy.service_failed.invalid_body',
      ),
      logs: LOGS.consumerOnly,
    },
  ],
};

/** From a security server that a test plays with a registered authentication key. */
const fromPeer = (
  fault: string,
  broken: string,
  message: Omit<PeerMessage, 'client' | 'service' | 'id'>,
  code: string | undefined,
): Fault => ({
  fault,
  broken,
  provoke: (world, id) => sendScripted(world, id, message),
  code: code && `server.serverproxy.${code}`,
  status: 200,
  side: 'other-server',
  logs: LOGS.fromPlayed,
  reached: false,
});

export function sendScripted(
  { country, identity }: World,
  id: string,
  message: Omit<PeerMessage, 'client' | 'service' | 'id'> = {},
): Promise<Told> {
  return sendAsPeer(identity, country.address('provider'), {
    client: SCRIPTED_CLIENT,
    service: HELLO,
    id,
    body: 'there',
    ...message,
  });
}

export const MESSAGES: FaultGroup = {
  title: 'Messages to the provider’s server, from one that is played with a registered key (SOAP faults)',
  faults: [
    {
      ...fromPeer('none', 'nothing', {}, undefined),
      side: undefined,
      logs: { client: 'played', provider: 'request and response' },
      reached: true,
    },
    {
      ...fromPeer(
        'garbage',
        'no multipart in what says it is',
        { tamper: () => Buffer.from('\u0000\u0001garbage') },
        'service_failed.invalid_message',
      ),
      unidentified: true,
    },
    {
      ...fromPeer(
        'another content type',
        'application/json',
        { contentType: 'application/json' },
        'service_failed.invalid_content_type',
      ),
      unidentified: true,
    },
    fromPeer(
      'truncated message',
      'half of its bytes',
      { tamper: (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)) },
      'service_failed.invalid_message',
    ),
    fromPeer(
      'changed body',
      'a word of it replaced on the way',
      { tamper: replacing('there', 'THERE') },
      'signature_verification.malformed_signature.invalid_hash_chain',
    ),
    {
      ...fromPeer(
        'changed header part',
        'the message id replaced on the way',
        { tamper: replacing('X-Road-Id:row', 'X-Road-Id:roe') },
        'signature_verification.malformed_signature.invalid_hash_chain',
      ),
      unidentified: true,
    },
    fromPeer(
      'changed signature',
      'its signing time replaced on the way',
      { tamper: (bytes) => replacing('<xades:SigningTime>2', '<xades:SigningTime>3')(bytes) },
      'signature_verification.invalid_signature_value',
    ),
    fromPeer(
      'no OCSP response for the sender’s certificate',
      'left out of the message',
      { ocspResponses: [] },
      'service_failed.ssl_authentication_failed',
    ),
    {
      ...fromPeer('unregistered peer', 'a certificate that is no security server’s', {}, undefined),
      provoke: async (world, id) =>
        sendAsPeer(world.identity, world.country.address('provider'), {
          client: SCRIPTED_CLIENT,
          service: HELLO,
          id,
          tls: world.stranger,
        }),
      status: undefined,
      unidentified: true,
      side: undefined,
    },
  ],
};

/** To the consumer's server, from the provider's server that a test plays; the consumer's system gets none of it. */
const answering = (fault: string, broken: string, script: ServerProxyScript, code: string | undefined): Fault => ({
  fault,
  broken,
  provoke: async (world, id) => {
    world.serverProxy.script = script;
    try {
      const told = await askWith(world, id, { service: `${SCRIPTED_CLIENT}/hello`, body: 'there' });
      if (told.body.includes('greetings') !== (code === undefined)) throw new Error('The answer reached somebody');
      return told;
    } finally {
      world.serverProxy.script = {};
    }
  },
  code: code && `server.clientproxy.${code}`,
  status: code === undefined ? 200 : 500,
  side: 'other-server',
  logs: LOGS.toPlayed,
  reached: false,
});

export const ANSWERS: FaultGroup = {
  title: 'Answers to the client’s server, from one that is played with a registered key',
  faults: [
    {
      ...answering('none', 'nothing', {}, undefined),
      side: undefined,
      logs: { client: 'request and response', provider: 'played' },
    },
    answering(
      'changed answer',
      'a word of its body replaced on the way',
      { tamper: replacing('greetings', 'gratings!') },
      'signature_verification.malformed_signature.invalid_hash_chain',
    ),
    answering(
      'changed status',
      '200 replaced by 201 on the way',
      { tamper: replacing('\r\n200\r\nOK', '\r\n201\r\nOK') },
      'signature_verification.malformed_signature.invalid_hash_chain',
    ),
    {
      ...answering(
        'answer to another request',
        'well signed, with another request id',
        { pretend: (rest) => ({ ...rest, requestId: '00000000-0000-4000-8000-000000000000' }) },
        'inconsistent_response',
      ),
      side: 'provider',
    },
    {
      ...answering(
        'answer about another request',
        'well signed, with the hash of another request',
        { pretend: (rest) => ({ ...rest, bytes: Buffer.from('another') }) },
        'inconsistent_response',
      ),
      side: 'provider',
    },
    answering(
      'truncated answer',
      'half of its bytes',
      { tamper: (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)) },
      'service_failed.invalid_message',
    ),
    answering(
      'garbage',
      'a web page',
      { contentType: 'text/html', tamper: () => Buffer.from('<html>Sign in</html>') },
      'service_failed.invalid_content_type',
    ),
    {
      ...answering(
        'answer too large to be logged',
        'above message-log.max-loggable-message-body-size of the client’s server',
        { body: Buffer.alloc(BYTES_MAX.consumerLog + 1, 'x') },
        'logging_failed',
      ),
      side: 'this-server',
    },
    answering(
      'connection cut',
      'in the middle of the answer',
      {
        byHand: (response) => {
          response.writeHead(200, { 'content-type': 'multipart/mixed; boundary=x', 'x-hash-algorithm': 'SHA-512' });
          response.write('--x\r\n', () => {
            response.destroy();
          });
        },
      },
      'service_failed.network_error',
    ),
    answering(
      'silent server',
      'takes the message and never answers (proxy.client-httpclient-timeout)',
      { byHand: () => undefined },
      'network_error',
    ),
  ],
};
