import { drumError } from '#protocol/errors.ts';
import {
  certificateRequest,
  changeCertificateRequest,
  deleteRequestRequest,
  generateKeyRequest,
  importCertificateRequest,
  keyRequest,
  nameKeyRequest,
  nameTokenRequest,
  OPERATIONS,
  readBody,
  readPinChange,
  readSignRequest,
  readTokenAndPin,
  recordRequestRequest,
  tokenRequest,
  type OperationName,
} from './messages.ts';
import type { Signer } from './signer.ts';

type Operation = (signer: Signer, body: Buffer) => Promise<Uint8Array | string | undefined>;

/** What each operation of the socket does. */
const HANDLERS: Readonly<Record<OperationName, Operation>> = {
  sign: (signer, body) => signer.sign(readSignRequest(body)),
  keys: async (signer) => JSON.stringify(await signer.keys()),
  authenticationKey: (signer, body) => signer.authenticationKey(body.toString('utf8')),
  status: async (signer) => {
    const { pid, tokens } = await signer.keys();
    return JSON.stringify({
      pid,
      tokens: tokens.filter(({ undeclared }) => undeclared !== true).map((token) => ({ ...token, keys: undefined })),
    });
  },
  login: async (signer, body) => {
    const { tokenId, pin } = readTokenAndPin(body);
    await signer.login(tokenId, pin.toString('utf8')).finally(() => pin.fill(0));
    return undefined;
  },
  logout: async (signer, body) => {
    await signer.logout(body.toString('utf8'));
    return undefined;
  },
  initialise: async (signer, body) => {
    const { tokenId, pin } = readTokenAndPin(body);
    await signer.initialise(tokenId, pin.toString('utf8')).finally(() => pin.fill(0));
    return undefined;
  },
  generateKey: (signer, body) => signer.generateKey(readBody(generateKeyRequest, body)),
  deleteKey: async (signer, body) => {
    await signer.deleteKey(readBody(keyRequest, body).keyId);
    return undefined;
  },
  recordRequest: async (signer, body) => {
    const { keyId, usage, request } = readBody(recordRequestRequest, body);
    await signer.recordRequest(keyId, usage, request);
    return undefined;
  },
  importCertificate: (signer, body) => signer.importCertificate(readBody(importCertificateRequest, body)),
  changeCertificate: async (signer, body) => {
    await signer.changeCertificate(readBody(changeCertificateRequest, body));
    return undefined;
  },
  deleteCertificate: async (signer, body) => {
    await signer.deleteCertificate(readBody(certificateRequest, body).sha256);
    return undefined;
  },
  nameToken: async (signer, body) => {
    const { tokenId, name } = readBody(nameTokenRequest, body);
    await signer.nameToken(tokenId, name);
    return undefined;
  },
  nameKey: async (signer, body) => {
    const { keyId, name } = readBody(nameKeyRequest, body);
    await signer.nameKey(keyId, name);
    return undefined;
  },
  changePin: async (signer, body) => {
    const { tokenId, oldPin, newPin } = readPinChange(body);
    body.fill(0);
    await signer.changePin(tokenId, oldPin, newPin);
    return undefined;
  },
  deleteRequest: async (signer, body) => {
    await signer.deleteRequest(readBody(deleteRequestRequest, body).requestId);
    return undefined;
  },
  forgetToken: async (signer, body) => {
    await signer.forgetToken(readBody(tokenRequest, body).tokenId);
    return undefined;
  },
};

const NAMES = new Map(Object.entries(OPERATIONS).map(([name, kind]) => [kind as number, name as OperationName]));

/** Does what a request asks for; the answer's body. Throws `invalid_request` for what cannot be understood. */
export async function operate(signer: Signer, kind: number, body: Buffer): Promise<Uint8Array> {
  const name = NAMES.get(kind);
  if (name === undefined) throw drumError('invalid_request', `The signer knows no operation ${kind}`);
  const answer = (await HANDLERS[name](signer, body)) ?? '';
  return typeof answer === 'string' ? Buffer.from(answer) : answer;
}
