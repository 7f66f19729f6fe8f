/**
 * Hash chain documents in the form in which X-Road's software writes them, to the byte. It hands out the namespace prefixes
 * in one of two ways, from start to start.
 */
export interface Writing {
  /** Before the names of the chain's own elements. */
  readonly chain: string;
  /** Before those of XMLDSIG. */
  readonly digest: string;
  readonly namespaces: string;
}

const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
const HASH_CHAIN = 'http://cyber.ee/hashchain';

/** The first is ours. */
export const WRITINGS: readonly [Writing, Writing] = [
  { chain: 'ns2:', digest: '', namespaces: `xmlns="${XMLDSIG}" xmlns:ns2="${HASH_CHAIN}"` },
  { chain: '', digest: 'ns2:', namespaces: `xmlns="${HASH_CHAIN}" xmlns:ns2="${XMLDSIG}"` },
];

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export function resultText(
  { chain, digest, namespaces }: Writing,
  uri: string,
  digestUri: string,
  value: string,
): string {
  return (
    `${DECLARATION}<${chain}HashChainResult URI="${uri}" ${namespaces}>\n` +
    `    <${digest}DigestMethod Algorithm="${digestUri}"/>\n` +
    `    <${digest}DigestValue>${value}</${digest}DigestValue>\n` +
    `</${chain}HashChainResult>\n`
  );
}

/** `steps` is made of `stepText`. */
export function chainText({ chain, namespaces }: Writing, digestUri: string, steps: string): string {
  return (
    `${DECLARATION}<${chain}HashChain ${namespaces}>\n` +
    `    <${chain}DefaultDigestMethod Algorithm="${digestUri}"/>\n${steps}</${chain}HashChain>\n`
  );
}

/** `values` is made of the three functions below. */
export const stepText = ({ chain }: Writing, id: string, values: string): string =>
  `    <${chain}HashStep id="${id}">\n${values}    </${chain}HashStep>\n`;

export const stepRefText = ({ chain }: Writing, uri: string): string => `        <${chain}StepRef URI="${uri}"/>\n`;

export const hashValueText = (writing: Writing, value: string): string =>
  `        <${writing.chain}HashValue>\n${digestValueText(writing, value)}        </${writing.chain}HashValue>\n`;

export const dataRefText = (writing: Writing, uri: string, value: string): string =>
  `        <${writing.chain}DataRef URI="${uri}">\n${digestValueText(writing, value)}        </${writing.chain}DataRef>\n`;

const digestValueText = ({ digest }: Writing, value: string): string =>
  `            <${digest}DigestValue>${value}</${digest}DigestValue>\n`;
