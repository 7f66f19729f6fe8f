import { parseRestMessage } from './message.ts';
import { printHeaderPart, type Header } from './header-part.ts';

/**
 * What is left of a REST message where only its metadata may be kept (UG-SS §11): verb and path up to the service, or the
 * status, and the `x-road-*` headers. The same again when applied to its result. Throws as the parsers do.
 */
export function restMetadata(bytes: Uint8Array): Buffer {
  const { kind, message } = parseRestMessage(bytes);
  const headers = message.headers.filter(isOfXRoad);
  if (kind === 'response') return printHeaderPart([`${message.status}`, message.reason], headers, 'invalid_message');
  const root = message.path.slice(0, message.path.length - message.servicePath.length);
  return printHeaderPart([message.verb, root], headers, 'invalid_message');
}

const isOfXRoad = ([name]: Header): boolean => name.toLowerCase().startsWith('x-road-');
