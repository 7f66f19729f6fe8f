import { resolve } from 'node:path';
import { z } from 'zod';
import { readNamedFile } from '#config/named-file.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { NoticeKinds } from './kind.ts';

const FILE_BYTES_MAX = 1_048_576;
const SECRET_BYTES_MAX = 4_096;
/** Fewer could be guessed from one signed message. */
const WEBHOOK_SECRET_CHARACTERS_MIN = 32;

/** To whom notices are sent, as a configuration file declares it: whoever names neither kinds nor roles has all of them. */
export function noticesSchema(kinds: readonly string[], roles: readonly string[]) {
  const who = {
    kinds: z.array(z.enum(kinds)).optional(),
    roles: z.array(z.enum(roles)).optional(),
  };
  const mail = z
    .strictObject({
      host: z.string().min(1).max(255),
      port: z.int().min(1).max(65_535).default(587),
      /** starttls: nothing is sent before TLS is agreed. */
      security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
      /** File with the certificates (PEM) that the mail server's must lead to. */
      ca: z.string().optional(),
      from: z.email(),
      auth: z.strictObject({ user: z.string().min(1), passwordFile: z.string() }).optional(),
      recipients: z
        .array(
          z.strictObject({
            address: z.email(),
            languages: z
              .array(z.enum(['bg', 'en']))
              .min(1)
              .default(['bg', 'en']),
            ...who,
          }),
        )
        .min(1),
    })
    .refine(({ security, auth }) => security !== 'none' || auth === undefined, {
      message: 'auth: a password is not sent without TLS',
    })
    .refine(({ recipients }) => isEachOnce(recipients.map(({ address }) => address)), 'names a recipient twice');
  const webhook = z.strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be up to 40 of a–z, 0–9 and -'),
    url: z.url({ protocol: /^https$/, message: 'must be an https:// address' }),
    secretFile: z.string(),
    ca: z.string().optional(),
    ...who,
  });
  return z.strictObject({
    mail: mail.optional(),
    webhooks: z
      .array(webhook)
      .refine((webhooks) => isEachOnce(webhooks.map(({ name }) => name)), 'names a web hook twice')
      .default([]),
  });
}

export type NoticesSetting = z.infer<ReturnType<typeof noticesSchema>>;
export type MailSetting = NonNullable<NoticesSetting['mail']>;
export type WebhookSetting = NoticesSetting['webhooks'][number];

const isEachOnce = (names: readonly string[]): boolean => new Set(names).size === names.length;

/** Whether somebody is told of a kind of notices. */
export function isFor(
  { kinds, roles }: Pick<WebhookSetting, 'kinds' | 'roles'>,
  kind: string,
  known: NoticeKinds,
): boolean {
  if (kinds === undefined && roles === undefined) return true;
  const itsRoles = Object.hasOwn(known, kind) ? (known[kind]?.roles ?? []) : [];
  return (kinds ?? []).includes(kind) || (roles ?? []).some((role) => itsRoles.includes(role));
}

/** The certificates that a file holds. Throws what `readNamedFile` throws, with the field. */
export async function trustIn(name: string, folder: string, field: string): Promise<Buffer> {
  return at(field, readNamedFile(resolve(folder, name), FILE_BYTES_MAX));
}

/** A password, or what signs for a web hook; the end of its line is none of it. */
export async function secretIn(name: string, folder: string, field: string): Promise<string> {
  return (await at(field, readNamedFile(resolve(folder, name), SECRET_BYTES_MAX)))
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** Throws `malformed_server_conf` where it is too short. */
export async function webhookSecretIn(name: string, folder: string, field: string): Promise<string> {
  const secret = await secretIn(name, folder, field);
  if (secret.length >= WEBHOOK_SECRET_CHARACTERS_MIN) return secret;
  throw drumError(
    'malformed_server_conf',
    `${field}: the secret must have ${WEBHOOK_SECRET_CHARACTERS_MIN} characters`,
  );
}

async function at<T>(field: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw asDrumError(error).at(field);
  }
}
