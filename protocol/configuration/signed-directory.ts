import {
  digest,
  digestNameOfUri,
  signatureAlgorithmOfUri,
  type DigestName,
  type SignatureAlgorithm,
} from '#certs/algorithms.ts';
import { drumError } from '../errors.ts';
import {
  boundaryOf,
  malformed,
  readEntity,
  readHeaderValue,
  readMultipart,
  type Entity,
  type Headers,
  type HeaderValue,
} from './mime.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationVersion } from './parameters.ts';
import { parseBase64, parseDateTime } from './simple-types.ts';

/** A directory lists a handful of files; more than this is not read. */
export const SIGNED_DIRECTORY_BYTES_MAX = 1024 * 1024;

/** One file that a signed directory lists (PR-GCONF §2, "configuration part"). */
export interface DirectoryPart {
  /** What the file is, such as `SHARED-PARAMETERS`; absent for files that only their name tells. */
  readonly contentIdentifier?: string;
  /** The instance that the file belongs to. */
  readonly instance?: string;
  /** Where the file is, relative to the directory's own address. */
  readonly location: string;
  /** The name to keep it by, where the publisher gives one. */
  readonly fileName?: string;
  readonly digestName: DigestName;
  readonly digest: Buffer;
}

/** What the signature covers, once it is known to hold. */
export interface SignedDirectory {
  readonly expiresAt: Date;
  readonly version: ConfigurationVersion;
  readonly parts: readonly DirectoryPart[];
}

/** A signed directory as it came: nothing in it may be believed before the signature over `signedBytes` is verified. */
export interface UnverifiedDirectory {
  /** The body of the first part, byte for byte, its own headers not included. */
  readonly signedBytes: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly certificateHash: { readonly digestName: DigestName; readonly value: Buffer };
  readonly signature: Buffer;
  /** Whether the document is whole: closing boundary and the line break after it. */
  readonly complete: boolean;
  /** Reads what is signed. Only to be called when the signature holds. */
  readSigned(): SignedDirectory;
}

/**
 * Takes apart what a configuration source sent: a MIME document inside the HTTP body, whose first part is signed by its
 * second (PR-GCONF §2). Believes nothing. Throws `global_conf_…` codes.
 */
export function readSignedDirectory(bytes: Uint8Array): UnverifiedDirectory {
  if (bytes.length > SIGNED_DIRECTORY_BYTES_MAX) {
    throw malformed(`The directory has ${bytes.length} bytes; at most ${SIGNED_DIRECTORY_BYTES_MAX} are allowed`);
  }
  const text = Buffer.from(bytes).toString('latin1');
  const document = readEntity(text, 0, text.length);
  const outer = readMultipart(text, document.bodyStart, document.bodyEnd, boundaryOf(document.headers));
  const [signed, signature, ...more] = outer.parts;
  if (signed === undefined) throw drumError('global_conf_missing_signed_data', 'The directory has no signed part');
  if (signature === undefined) {
    throw drumError(
      'global_conf_missing_signed_data_expiration_date',
      'The directory has no signature, so it has no expiry that anyone vouches for',
    );
  }
  if (more.length > 0) throw malformed('The directory has more than a signed part and its signature');
  const { headers } = signature;
  requireBase64Content(headers);
  const algorithm = requiredHeader(headers, 'signature-algorithm-id');
  const signatureAlgorithm = signatureAlgorithmOfUri(algorithm);
  if (signatureAlgorithm === undefined) throw wrongValue('signature-algorithm-id', algorithm);
  const certificateHash = certificateHashFrom(requiredHeader(headers, 'verification-certificate-hash'));
  const value = parseBase64(text.slice(signature.bodyStart, signature.bodyEnd));
  if (value === undefined) {
    throw drumError('global_conf_signature_decode_failure', 'The signature of the directory is not base64');
  }
  return {
    signedBytes: Buffer.from(bytes.slice(signed.bodyStart, signed.bodyEnd)),
    signatureAlgorithm,
    certificateHash,
    signature: value,
    complete: outer.closed && outer.lineEnded,
    readSigned: () => readSignedPart(text, signed),
  };
}

function certificateHashFrom(header: string): UnverifiedDirectory['certificateHash'] {
  const { value, parameters } = readHeaderValue(header);
  const uri = parameters.get('hash-algorithm-id') ?? '';
  if (uri === '') throw missingParameter('verification-certificate-hash', 'hash-algorithm-id');
  const digestName = digestNameOfUri(uri);
  if (digestName === undefined) throw wrongValue('hash-algorithm-id', uri);
  const hash = parseBase64(value);
  if (hash === undefined) throw wrongValue('verification-certificate-hash', value);
  return { digestName, value: hash };
}

function readSignedPart(text: string, signed: Entity): SignedDirectory {
  const inner = readMultipart(text, signed.bodyStart, signed.bodyEnd, boundaryOf(signed.headers));
  const [head, ...files] = inner.parts;
  if (head === undefined) throw drumError('global_conf_missing_signed_data', 'The signed part is empty');
  const expiry = requiredHeader(head.headers, 'expire-date');
  const expiresAt = parseDateTime(expiry, 'required');
  if (expiresAt === undefined) throw wrongValue('expire-date', expiry);
  if (text.slice(head.bodyStart, head.bodyEnd).trim() !== '') throw malformed('The head of the signed part has a body');
  return {
    expiresAt,
    version: versionFrom(head.headers.get('version')),
    parts: files.map((file) => partFrom(file.headers, text.slice(file.bodyStart, file.bodyEnd))),
  };
}

/** A directory without a version is of version 2, the first one. */
function versionFrom(header: string | undefined): ConfigurationVersion {
  if (header === undefined) return 2;
  const version = CONFIGURATION_VERSIONS.find((known) => String(known) === header);
  if (version === undefined) throw wrongValue('version', header);
  return version;
}

function partFrom(headers: Headers, body: string): DirectoryPart {
  requireBase64Content(headers);
  const location = requiredHeader(headers, 'content-location');
  const algorithm = requiredHeader(headers, 'hash-algorithm-id');
  const digestName = digestNameOfUri(algorithm);
  if (digestName === undefined) throw wrongValue('hash-algorithm-id', algorithm);
  const value = parseBase64(body);
  if (value?.length !== digest(digestName).length)
    throw malformed(`The part ${location.slice(0, 200)} has no ${digestName} digest`);
  const identifier = readHeaderValue(headers.get('content-identifier') ?? '');
  const instance = instanceFrom(identifier);
  const fileName = headers.get('content-file-name');
  return {
    ...(identifier.value === '' ? {} : { contentIdentifier: utf8(identifier.value) }),
    ...(instance === undefined ? {} : { instance }),
    location: utf8(location),
    ...(fileName === undefined ? {} : { fileName: utf8(fileName) }),
    digestName,
    digest: value,
  };
}

function instanceFrom({ value, parameters }: HeaderValue): string | undefined {
  const instance = parameters.get('instance');
  if (instance !== undefined && instance !== '') return utf8(instance);
  if (value === 'PRIVATE-PARAMETERS' || value === 'SHARED-PARAMETERS') {
    throw missingParameter('content-identifier', 'instance');
  }
  return undefined;
}

/** Header bytes as the text they most likely are: UTF-8, or else Latin-1. */
function utf8(latin1: string): string {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? latin1 : text;
}

function requireBase64Content(headers: Headers): void {
  requiredHeader(headers, 'content-type', 'application/octet-stream');
  requiredHeader(headers, 'content-transfer-encoding', 'base64');
}

function requiredHeader(headers: Headers, name: string, expected?: string): string {
  const value = headers.get(name) ?? '';
  if (value === '') throw drumError('global_conf_header_field_missing', `The header ${name} is missing`);
  if (expected !== undefined && value.toLowerCase() !== expected) throw wrongValue(name, value);
  return value;
}

function missingParameter(name: string, parameter: string) {
  return drumError('global_conf_header_field_missing_parameter', `The header ${name} lacks its parameter ${parameter}`);
}

function wrongValue(name: string, value: string) {
  return drumError('global_conf_header_field_wrong_value', `The header ${name} has the value "${value.slice(0, 200)}"`);
}
