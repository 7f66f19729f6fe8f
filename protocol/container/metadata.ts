import { restMetadata } from '../rest/metadata.ts';
import { soapMetadata } from '../soap/metadata.ts';
import { isSoap, SOAP_LIMITS } from './message.ts';

/** What is left of a message, SOAP or REST, where only its metadata may be logged. Throws as its readers do. */
export const metadataOf = (message: Uint8Array): Buffer =>
  isSoap(message) ? soapMetadata(message, SOAP_LIMITS) : restMetadata(message);

/** Whether a message is no more than metadata. One may also have been sent like that. */
export function isMetadataOnly(message: Uint8Array): boolean {
  try {
    return metadataOf(message).equals(message);
  } catch {
    return false;
  }
}
