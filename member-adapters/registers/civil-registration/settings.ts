import { z } from 'zod';
import { limitsSchema } from '../limits.ts';
import { OPERATION_NAMES, type OperationName } from './operations.ts';
import { PERSONS_MAX, PERSONS_MIN } from './population/generate.ts';

const PERSONS_DEFAULT = 10_000;
const TEXT_MAX = 500;

/**
 * Grounds for a demonstration, as a municipality would name them. They are examples: the owner of a real register lists
 * those that its agreements approve.
 */
const DEMO_LEGAL_BASES = {
  'ZEU-2-1': 'чл. 2, ал. 1 от Закона за електронното управление',
  'ZGR-106-1-2': 'чл. 106, ал. 1, т. 2 от Закона за гражданската регистрация',
  'APK-36': 'чл. 36 от Административнопроцесуалния кодекс',
  'ZMDT-107': 'чл. 107 от Закона за местните данъци и такси',
};
const DEMO_OPERATIONS = {
  'person-data': ['ZEU-2-1', 'ZGR-106-1-2'],
  'identifier-validity': ['ZEU-2-1', 'ZGR-106-1-2', 'APK-36', 'ZMDT-107'],
  'permanent-address': ['ZEU-2-1', 'ZGR-106-1-2', 'ZMDT-107'],
};

const code = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9.-]{0,31}$/, 'must be 1 to 32 capital Latin letters, digits, dots and hyphens');
const approval = z.array(code).min(1, 'must approve at least one legal basis: else nobody may ask');

/** A register's YAML. Files are named from the YAML's folder. */
export const settingsSchema = z
  .strictObject({
    /** Folder of everything that the register keeps: register, access journal, the journal's key. */
    data: z.string().min(1),
    address: z.string().min(1).default('127.0.0.1'),
    /** TCP port; 0 for a free one. */
    port: z.int().min(0).max(65_535).default(8_090),
    /** PEM files; without them the register speaks plain HTTP. */
    tls: z
      .strictObject({
        certificate: z.string(),
        key: z.string(),
        /** Certificates that a client must show or be issued by: those of the security server. */
        clientCertificates: z.string().optional(),
      })
      .optional(),
    population: z
      .strictObject({
        seed: z.string().min(1).max(255).default('drum'),
        persons: z.int().min(PERSONS_MIN).max(PERSONS_MAX).default(PERSONS_DEFAULT),
      })
      .prefault({}),
    /** Code of each legal basis, and the text that people read. */
    legalBases: z.record(code, z.string().min(1).max(TEXT_MAX)).default(DEMO_LEGAL_BASES),
    /** Which legal bases are approved for which operation. */
    operations: z
      .strictObject(
        Object.fromEntries(OPERATION_NAMES.map((name) => [name, approval])) as Record<OperationName, typeof approval>,
      )
      .default(DEMO_OPERATIONS),
    limits: limitsSchema.prefault({}),
  })
  .superRefine(({ legalBases, operations }, context) => {
    for (const name of OPERATION_NAMES) {
      operations[name].forEach((basis, index) => {
        if (Object.hasOwn(legalBases, basis)) return;
        const message = `${basis} is not among legalBases (${Object.keys(legalBases).join(', ')})`;
        context.addIssue({ code: 'custom', path: ['operations', name, index], message });
      });
    }
  });

/** What somebody writes: only `data` is required. */
export type CivilRegistrationSettings = z.input<typeof settingsSchema>;
