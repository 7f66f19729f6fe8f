import { digest, digestNameOfUri } from '#certs/algorithms.ts';
import {
  CANONICALIZATION,
  XML_LIMITS,
  withXml,
  type CanonicalizableDocument,
  type CanonicalizationUri,
  type XmlElement,
} from '#protocol/xml/document.ts';
import { attributeOf, childrenOf } from '#protocol/xml/read.ts';

const DS = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';

/** What a canonical form of the interop files was compared with. */
export interface Finding {
  readonly what: string;
  readonly outcome: 'agrees' | 'differs' | 'excluded';
  readonly why?: string;
}

/** References within signed documents whose transforms are a canonicalisation alone, by their digests. */
export function judgeSignatures(xml: Buffer): Finding[] {
  return withXml(xml, XML_LIMITS, 'invalid_xml', (document) =>
    allOf(document.root)
      .filter(({ name, namespace }) => name === 'Reference' && namespace === DS)
      .map((reference) => judgeReference(document, reference)),
  );
}

function judgeReference(document: CanonicalizableDocument, reference: XmlElement): Finding {
  const uri = attributeOf(reference, 'URI') ?? '';
  const what = `reference ${uri}`;
  const excluded = (why: string): Finding => ({ what, outcome: 'excluded', why });
  const transforms = childrenOf(reference, 'Transforms', DS).flatMap((each) => childrenOf(each, 'Transform', DS));
  const id = /^#(?:xpointer\(id\(['"]([^'"]+)['"]\)\)|([^(]+))$/.exec(uri);
  const target = id === null ? [] : allOf(document.root).filter((element) => isNamed(element, id[1] ?? id[2] ?? ''));
  const [element] = target;
  if (element === undefined || target.length > 1)
    return excluded('refers to something else than one element of the document');
  const [transform, second] = transforms;
  if (second !== undefined) return excluded('has several transforms');
  const named = transform === undefined ? C14N : (attributeOf(transform, 'Algorithm') ?? '');
  if (!isCanonicalization(named)) return excluded(`has a transform that we refuse: ${named}`);
  const method = childrenOf(reference, 'DigestMethod', DS).map((each) => attributeOf(each, 'Algorithm') ?? '');
  const algorithm = digestNameOfUri(method[0] ?? '');
  if (algorithm === undefined) return excluded(`has a digest that we refuse: ${method[0] ?? ''}`);
  const expected = childrenOf(reference, 'DigestValue', DS)[0]?.text.replace(/\s/g, '');
  if (expected === undefined || expected === '') return excluded('is a template without a digest');
  // A reference by a bare name leaves comments out (XMLDSIG core §4.4.3.3).
  const comments = id?.[1] !== undefined || !named.endsWith('#WithComments');
  const plain = named.replace(/#WithComments$/, named.startsWith(EXCLUSIVE) ? '#' : '');
  const form = comments || !isCanonicalization(plain) ? named : plain;
  const octets = document.canonicalize(element, form, inclusivePrefixes(transform));
  return { what, outcome: digest(algorithm, octets).toString('base64') === expected ? 'agrees' : 'differs' };
}

function inclusivePrefixes(transform: XmlElement | undefined): string[] {
  const list = transform === undefined ? [] : childrenOf(transform, 'InclusiveNamespaces', EXCLUSIVE);
  const prefixes = list.flatMap((each) => (attributeOf(each, 'PrefixList') ?? '').split(/\s+/));
  return prefixes.filter((prefix) => prefix !== '');
}

/** SignedInfo's canonical form, where its algorithm is one of ours. */
export function canonicalSignedInfo(xml: Buffer): Buffer | undefined {
  return withXml(xml, XML_LIMITS, 'invalid_xml', (document) => {
    const [signedInfo] = allOf(document.root).filter(
      ({ name, namespace }) => name === 'SignedInfo' && namespace === DS,
    );
    const [method] = signedInfo === undefined ? [] : childrenOf(signedInfo, 'CanonicalizationMethod', DS);
    const algorithm = method === undefined ? '' : (attributeOf(method, 'Algorithm') ?? '');
    if (signedInfo === undefined || !isCanonicalization(algorithm)) return undefined;
    return document.canonicalize(signedInfo, algorithm, inclusivePrefixes(method));
  });
}

/** The canonical form of the one element of that local name. */
export function canonicalElement(xml: Buffer, name: string | undefined, algorithm: CanonicalizationUri): Buffer {
  return withXml(xml, XML_LIMITS, 'invalid_xml', (document) => {
    const element = name === undefined ? document.root : allOf(document.root).find((each) => each.name === name);
    if (element === undefined) throw new Error(`There is no ${name ?? 'root'}`);
    return document.canonicalize(element, algorithm);
  });
}

const isCanonicalization = (uri: string): uri is CanonicalizationUri => uri in CANONICALIZATION;

const allOf = (element: XmlElement): XmlElement[] => [element, ...element.children.flatMap(allOf)];

const isNamed = ({ attributes }: XmlElement, id: string): boolean =>
  attributes.some(({ name, value }) => ['Id', 'ID', 'id'].includes(name) && value === id);
