import type { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import { isXmlText } from '#protocol/xml/write.ts';

const NAME_LENGTH_MAX = 255;

/** The name that the service of a certificate goes by: its subject's common name. Throws `invalid_certificate`. */
export function serviceNameOf({ subject }: Certificate): string {
  const name = subject.get('CN')?.trim() ?? '';
  if (name === '') throw invalid('has a subject without a common name');
  if (name.length > NAME_LENGTH_MAX || /[\u0000-\u001f\u007f-\u009f]/u.test(name) || !isXmlText(name)) {
    throw invalid(`has a common name with control characters or more than ${NAME_LENGTH_MAX} characters`);
  }
  return name;
}

const invalid = (rule: string) => drumError('invalid_certificate', `certificate: ${rule}`);
