import type { CreateTableBuilder } from 'kysely';
import type { Migration } from '#storage/migration.ts';

/** X-Road's field names, one column each (PR-OPMON annex B). */
const TEXT_COLUMNS = [
  'securityServerInternalIp',
  'securityServerType',
  'clientXRoadInstance',
  'clientMemberClass',
  'clientMemberCode',
  'clientSubsystemCode',
  'serviceXRoadInstance',
  'serviceMemberClass',
  'serviceMemberCode',
  'serviceSubsystemCode',
  'serviceCode',
  'serviceVersion',
  'restMethod',
  'restPath',
  'representedPartyClass',
  'representedPartyCode',
  'messageId',
  'messageUserId',
  'messageIssue',
  'messageProtocolVersion',
  'clientSecurityServerAddress',
  'serviceSecurityServerAddress',
  'serviceType',
  'faultCode',
  'faultString',
  'xRoadVersion',
  'xRequestId',
] as const;
/** Of SOAP messages: they came later than the table. */
const ATTACHMENT_COLUMNS = [
  'requestMimeSize',
  'requestAttachmentCount',
  'responseMimeSize',
  'responseAttachmentCount',
] as const;
const NUMBER_COLUMNS = [
  'monitoringDataTs',
  'requestInTs',
  'requestOutTs',
  'responseInTs',
  'responseOutTs',
  'requestSize',
  'responseSize',
  'statusCode',
  'succeeded',
] as const;

export type Row = Partial<Record<(typeof TEXT_COLUMNS)[number], string | null>> &
  Partial<Record<(typeof NUMBER_COLUMNS)[number] | (typeof ATTACHMENT_COLUMNS)[number], number | null>>;

/** The fields of a record, as askers may name them. */
export const FIELDS: readonly Field[] = [...NUMBER_COLUMNS, ...TEXT_COLUMNS, ...ATTACHMENT_COLUMNS];
export type Field =
  (typeof NUMBER_COLUMNS)[number] | (typeof TEXT_COLUMNS)[number] | (typeof ATTACHMENT_COLUMNS)[number];

export interface Tables {
  operational_data: Row & { id: number };
}

export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-operational-data',
    up: async (schema, types) => {
      let create: CreateTableBuilder<string, string> = schema.schema
        .createTable('operational_data')
        .addColumn('id', types.id, (column) => column.primaryKey());
      for (const column of TEXT_COLUMNS) create = create.addColumn(column, types.text);
      for (const column of NUMBER_COLUMNS) create = create.addColumn(column, types.integer);
      await create.execute();
      await schema.schema
        .createIndex('operational_data_time')
        .on('operational_data')
        .column('monitoringDataTs')
        .execute();
    },
  },
  {
    name: '0002-attachments',
    up: async ({ schema }, types) => {
      for (const column of ATTACHMENT_COLUMNS) {
        await schema.alterTable('operational_data').addColumn(column, types.integer).execute();
      }
    },
  },
];
