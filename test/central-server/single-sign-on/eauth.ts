import { systemClock } from '#config/clock.ts';
import { randomUUID, type KeyObject } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';

const ASSERTION = "//*[local-name(.)='Assertion']";
const MINUTE = 60_000;
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** What the provider is to say otherwise than it should. */
export interface Otherwise {
  readonly audience?: string;
  readonly inResponseTo?: string;
  readonly issuer?: string;
  readonly notOnOrAfter?: Date;
  readonly key?: KeyObject;
  readonly signed?: boolean;
  readonly algorithm?: string;
  readonly doctype?: string;
  readonly recipient?: string;
  /** Changes the document after it was signed. */
  readonly change?: (xml: string) => string;
}

/** A stand-in for the national eAuthentication, which nobody has here: SAML 2.0 in its form. */
export class EAuth {
  readonly entityId = 'https://eauth.example.bg/idp';
  readonly url: string;
  private readonly key: KeyObject;

  constructor(url: string, key: KeyObject) {
    this.url = url;
    this.key = key;
  }

  /** The request in an address that a browser was sent to. */
  static requestIn(url: URL): string {
    return inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString('utf8');
  }

  /** What its page would send to us. */
  answer(request: string, person: string, otherwise: Otherwise = {}): string {
    const id = attributeIn(request, 'ID');
    const callback = attributeIn(request, 'AssertionConsumerServiceURL');
    const audience = /<[^>]*Issuer[^>]*>([^<]+)</.exec(request)?.[1] ?? '';
    const now = systemClock.now().getTime();
    const time = (at: number): string => new Date(at).toISOString();
    const until = otherwise.notOnOrAfter?.toISOString() ?? time(now + 5 * MINUTE);
    const inResponseTo = otherwise.inResponseTo ?? id;
    const issuer = otherwise.issuer ?? this.entityId;
    const assertion =
      `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomUUID()}" Version="2.0" IssueInstant="${time(now)}">` +
      `<saml2:Issuer>${issuer}</saml2:Issuer>` +
      `<saml2:Subject><saml2:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">_${randomUUID()}</saml2:NameID>` +
      `<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml2:SubjectConfirmationData ` +
      `InResponseTo="${inResponseTo}" NotOnOrAfter="${until}" Recipient="${otherwise.recipient ?? callback}"/>` +
      `</saml2:SubjectConfirmation></saml2:Subject>` +
      `<saml2:Conditions NotBefore="${time(now - MINUTE)}" NotOnOrAfter="${until}"><saml2:AudienceRestriction>` +
      `<saml2:Audience>${otherwise.audience ?? audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>` +
      `<saml2:AuthnStatement AuthnInstant="${time(now)}"><saml2:AuthnContext><saml2:AuthnContextClassRef>` +
      `urn:oasis:names:tc:SAML:2.0:ac:classes:X509</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>` +
      `<saml2:AttributeStatement><saml2:Attribute Name="urn:egov:bg:eauth:2.0:attributes:personIdentifier">` +
      `<saml2:AttributeValue>${person}</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement></saml2:Assertion>`;
    const response =
      `<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomUUID()}" Version="2.0" ` +
      `IssueInstant="${time(now)}" Destination="${callback}" InResponseTo="${inResponseTo}">` +
      `<saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</saml2:Issuer>` +
      `<saml2p:Status><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>` +
      `${assertion}</saml2p:Response>`;
    const signed = otherwise.signed === false ? response : this.signed(response, otherwise);
    const changed = otherwise.change?.(signed) ?? signed;
    return Buffer.from(`${otherwise.doctype ?? ''}${changed}`).toString('base64');
  }

  private signed(xml: string, { key, algorithm = RSA_SHA256 }: Otherwise): string {
    const signature = new SignedXml({
      privateKey: (key ?? this.key).export({ type: 'pkcs8', format: 'pem' }),
      signatureAlgorithm: algorithm,
      canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    });
    signature.addReference({
      xpath: ASSERTION,
      transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
      digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    });
    signature.computeSignature(xml, {
      location: { reference: `${ASSERTION}/*[local-name(.)='Issuer']`, action: 'after' },
    });
    return signature.getSignedXml();
  }
}

function attributeIn(xml: string, name: string): string {
  return new RegExp(` ${name}="([^"]+)"`).exec(xml)?.[1] ?? '';
}
