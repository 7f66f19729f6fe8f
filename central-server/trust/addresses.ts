import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { drumError } from '#protocol/errors.ts';
import { isXmlText } from '#protocol/xml/write.ts';

const URL_LENGTH_MAX = 255;
/** A name of labels, or an address; never ends in a dot alone. */
const HOST = /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;
const NOT_IN_URLS = /[\s\u0000-\u001f\u007f-\u009f]/u;

/** An `http://` or `https://` address of a host that can have one. Throws `invalid_url`. */
export function requireUrl(url: string, field: string): void {
  if (!isServiceUrl(url)) throw drumError('invalid_url', `${field}: must be an http:// or https:// address`);
}

function isServiceUrl(url: string): boolean {
  if (
    url.length > URL_LENGTH_MAX ||
    NOT_IN_URLS.test(url) ||
    !isXmlText(url) ||
    !/^https?:\/\//.test(url) ||
    !URL.canParse(url)
  ) {
    return false;
  }
  const { hostname, username, password } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return username === '' && password === '' && (isIP(host) !== 0 || HOST.test(domainToASCII(host)));
}

/** Several are separated by commas, as X-Road has them. */
export function areIpAddresses(text: string): boolean {
  return text.length <= URL_LENGTH_MAX && text.split(',').every((address) => isIP(address.trim()) !== 0);
}

/** Throws `invalid_ip_address`. */
export function requireIpAddresses(text: string, field: string): void {
  if (!areIpAddresses(text)) {
    throw drumError('invalid_ip_address', `${field}: must be IP addresses, separated by commas`);
  }
}
