import { buffer } from 'node:stream/consumers';
import { buildHashChain, type BatchInput } from '#protocol/signature/hash-chain/build.ts';
import { PART } from '#protocol/signature/names.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { addSignatureTimestamp } from '#protocol/signature/timestamp.ts';
import { writeContainer, type ContainerContents } from '#protocol/container/write.ts';
import { ecSigner, rsaSigner, sha512, sign, stamp, STAMPED_AT, type Signer } from './country.ts';

/** Evidence of each kind that X-Road makes, made by our own writers. */

const REST_REQUEST = Buffer.from(
  'POST\r\n/r1/BG/GOV/1002/sub/persons?q=1\r\nX-Road-Client:BG/GOV/1001/sub\r\ncontent-type:application/json\r\n' +
    'x-road-request-id:5ae7a4ee-3d12-4a0c-8b1a-000000000001\r\nx-road-id:BG-0001\r\n',
);
const REST_RESPONSE = Buffer.from(
  '200\r\nOK\r\ncontent-type:application/json\r\nx-road-id:BG-0001\r\nx-road-client:BG/GOV/1001/sub\r\n' +
    'x-road-service:BG/GOV/1002/sub/persons\r\nx-road-request-id:5ae7a4ee-3d12-4a0c-8b1a-000000000001\r\n' +
    'x-road-request-hash:AAAA\r\n',
);
const REST_BODY = Buffer.from('{"egn":"no such person"}');

const identifier = (element: string, type: string, code: string, more = ''): string =>
  `<xrd:${element} id:objectType="${type}"><id:xRoadInstance>BG</id:xRoadInstance><id:memberClass>GOV</id:memberClass>` +
  `<id:memberCode>${code}</id:memberCode><id:subsystemCode>sub</id:subsystemCode>${more}</xrd:${element}>`;

const SOAP_REQUEST = Buffer.from(
  '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"><soap:Header>' +
    identifier('client', 'SUBSYSTEM', '1001') +
    identifier('service', 'SERVICE', '1002', '<id:serviceCode>find</id:serviceCode>') +
    '<xrd:id>BG-0002</xrd:id><xrd:protocolVersion>4.0</xrd:protocolVersion></soap:Header>' +
    '<soap:Body><p:find xmlns:p="urn:find"><name>A</name></p:find></soap:Body></soap:Envelope>',
);

export interface MadeEvidence {
  readonly title: string;
  readonly contents: ContainerContents;
}

interface Exchange {
  readonly title: string;
  readonly signer: Signer;
  readonly message: Buffer;
  readonly attachments: readonly Buffer[];
  /** Messages that are signed together with it. */
  readonly batchSize?: number;
  readonly stamped: 'alone' | 'in a batch';
}

const EXCHANGES: readonly Exchange[] = [
  {
    title: 'a request without a body, time-stamped alone',
    signer: rsaSigner,
    message: REST_REQUEST,
    attachments: [],
    stamped: 'alone',
  },
  {
    title: 'a request with a body, time-stamped alone',
    signer: rsaSigner,
    message: REST_REQUEST,
    attachments: [REST_BODY],
    stamped: 'alone',
  },
  {
    title: 'a response with a body, signed with P-256, time-stamped in a batch',
    signer: ecSigner,
    message: REST_RESPONSE,
    attachments: [REST_BODY],
    stamped: 'in a batch',
  },
  {
    title: 'a request without a body, signed and time-stamped in a batch',
    signer: rsaSigner,
    message: REST_REQUEST,
    attachments: [],
    batchSize: 3,
    stamped: 'in a batch',
  },
  {
    title: 'a SOAP request with two attachments, signed in a batch, time-stamped alone',
    signer: rsaSigner,
    message: SOAP_REQUEST,
    attachments: [Buffer.from('one'), Buffer.from('two')],
    batchSize: 5,
    stamped: 'alone',
  },
];

export async function makeAllEvidence(): Promise<MadeEvidence[]> {
  const made: MadeEvidence[] = [];
  for (const exchange of EXCHANGES) made.push({ title: exchange.title, contents: await makeContents(exchange) });
  return made;
}

async function makeContents(exchange: Exchange): Promise<ContainerContents> {
  const { message, attachments, signer, stamped } = exchange;
  const signedChain = signedChainOf(exchange);
  const [uri, bytes] =
    signedChain === undefined ? [PART.message, message] : [PART.signedChainResult, signedChain.result];
  const signature = await sign(signer, uri, bytes);
  const base = { message, attachments, time: STAMPED_AT, ...(signedChain === undefined ? {} : { signedChain }) };
  if (stamped === 'in a batch') return { ...base, signature, timestamp: stampedChainOf(signature) };
  return { ...base, signature: addSignatureTimestamp(signature, stamp(readSignature(signature).value)) };
}

/** The message stands second in its batch, after others that nobody will see. */
function signedChainOf({ message, attachments, batchSize = 1 }: Exchange): ContainerContents['signedChain'] {
  if (batchSize === 1 && attachments.length === 0) return undefined;
  const own: BatchInput = [sha512(message), ...attachments.map(sha512)];
  const others = Array.from({ length: batchSize - 1 }, (_, index): BatchInput => [sha512(Buffer.from([index]))]);
  const inputs = [...others.slice(0, 1), own, ...others.slice(1)];
  const { result, chains } = buildHashChain(inputs, {
    algorithm: 'SHA-512',
    chainUri: PART.signedChain,
    partUri: PART.message,
  });
  return { result, chain: chains[inputs.indexOf(own)] ?? Buffer.alloc(0) };
}

function stampedChainOf(signature: Buffer): NonNullable<ContainerContents['timestamp']> {
  const { result, chains } = buildHashChain([[sha512(Buffer.from('another'))], [sha512(signature)]], {
    algorithm: 'SHA-512',
    chainUri: PART.stampedChain,
    partUri: PART.signature,
  });
  return { result, chain: chains[1] ?? Buffer.alloc(0), token: stamp(result) };
}

/** The container as bytes. */
export const packed = (contents: ContainerContents): Promise<Buffer> => buffer(writeContainer(contents));
