import {
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  XmlElement,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';
import { existsSync, readFileSync } from 'node:fs';
import { vectorsPath } from '../vectors.ts';

const ROOT = 'memory:///monitoring';
const FILES = ['op-monitoring.xsd', 'monitoring.xsd', 'identifiers.xsd', 'swaref.xsd'] as const;

/** Holds the bodies of answers against X-Road's schemas; against nothing, and says so, where those are absent. */
export class MonitoringSchemas {
  private readonly validators = new Map<string, XsdValidator>();

  constructor() {
    if (!existsSync(vectorsPath('schemas'))) {
      process.stderr.write(
        '\n*** CONFORMANCE NOT TESTED: answers of monitoring services: ../shared/vectors is absent ***\n\n',
      );
      return;
    }
    const files = Object.fromEntries(
      FILES.map((name) => [`${ROOT}/${name}`, new Uint8Array(readFileSync(vectorsPath('schemas', name)))]),
    );
    xmlRegisterInputProvider(new XmlBufferInputProvider(files));
    for (const name of FILES.slice(0, 2)) {
      const url = `${ROOT}/${name}`;
      const schema = XmlDocument.fromBuffer(files[url] ?? new Uint8Array(), { url });
      this.validators.set(name, XsdValidator.fromDoc(schema));
      schema.dispose();
    }
  }

  /** Throws where the element in the body of a SOAP message breaks the schema. */
  validate(name: (typeof FILES)[0 | 1], soap: Uint8Array): void {
    const message = XmlDocument.fromBuffer(soap);
    try {
      const body = message.get('/S:Envelope/S:Body/*', { S: 'http://schemas.xmlsoap.org/soap/envelope/' });
      if (!(body instanceof XmlElement)) throw new Error('The message has no body');
      const alone = XmlDocument.fromString(body.canonicalizeToString());
      try {
        this.validators.get(name)?.validate(alone);
      } finally {
        alone.dispose();
      }
    } finally {
      message.dispose();
    }
  }

  close(): void {
    for (const validator of this.validators.values()) validator.dispose();
    if (this.validators.size > 0) xmlCleanupInputProvider();
  }
}
