import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

/** What is known of the services of an instance. Times are milliseconds since 1970 UTC. */
export interface ServiceCatalogueTables {
  /** One row. */
  service_catalogue: {
    id: number;
    /** 1: everybody may see it. */
    public: number;
    /** Counts the changes. */
    revision: number;
    /** Somebody wants it to be asked for before its time. */
    wanted_at: number | null;
    /** The node that asks now, and until when it has the others wait. */
    holder: string | null;
    held_until: number;
    started_at: number | null;
    finished_at: number | null;
    /** Subsystems of the last round. */
    asked: number;
    answered: number;
  };
  /** `asked`, `answered`: in the last 30 days. `problem`: of the last time; null: it answered. */
  catalogued_subsystem: {
    subsystem_key: string;
    asked_at: number;
    answered_at: number | null;
    problem: string | null;
    asked: number;
    answered: number;
  };
  /** `hour`: since 1970 UTC. */
  subsystem_hour: { subsystem_key: string; hour: number; asked: number; answered: number };
  catalogued_service: {
    id: string;
    subsystem_key: string;
    service_code: string;
    service_version: string | null;
    type: 'REST' | 'OPENAPI' | 'SOAP';
    title: string | null;
    text: string | null;
    contact: string | null;
    /** JSON. */
    operations: string;
    sample: string | null;
    /** SHA-256 of the description that this was read from. */
    description_digest: string | null;
    description_problem: string | null;
    first_seen_at: number;
    last_seen_at: number;
    changed_at: number;
    gone_at: number | null;
    /** Words of the integrator. */
    own_description_bg: string | null;
    own_description_en: string | null;
    own_contact: string | null;
    own_sample: string | null;
    own_note: string | null;
    edited_at: number | null;
    /** As it is searched. */
    folded: string;
  };
  /** On what grounds a service may be asked. */
  catalogued_service_basis: { service_id: string; legal_basis_id: string };
  catalogue_change: {
    revision: number;
    at: number;
    kind: 'added' | 'changed' | 'gone' | 'returned' | 'edited';
    service_id: string;
    subsystem_key: string;
    service_code: string;
    service_version: string | null;
  };
}

export async function addServiceCatalogue(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  type Columns = Readonly<Record<string, 'text' | 'integer' | 'text?' | 'integer?'>>;
  const table = async (name: string, key: readonly string[], columns: Columns): Promise<void> => {
    let create = schema.schema.createTable(name);
    for (const [column, kind] of Object.entries(columns)) {
      const type = kind.startsWith('text') ? types.text : types.integer;
      create = create.addColumn(column, type, (built) => (kind.endsWith('?') ? built : built.notNull()));
    }
    await create.addPrimaryKeyConstraint(`${name}_key`, [...key] as never[]).execute();
  };
  const counts = { asked: 'integer', answered: 'integer' } as const;
  await table('service_catalogue', ['id'], {
    ...{ id: 'integer', public: 'integer', revision: 'integer', wanted_at: 'integer?', holder: 'text?' },
    ...{ held_until: 'integer', started_at: 'integer?', finished_at: 'integer?', ...counts },
  });
  await (schema as Kysely<ServiceCatalogueTables>)
    .insertInto('service_catalogue')
    .values({
      ...{ id: 1, public: 0, revision: 0, wanted_at: null, holder: null, held_until: 0 },
      ...{ started_at: null, finished_at: null, asked: 0, answered: 0 },
    })
    .execute();
  await table('catalogued_subsystem', ['subsystem_key'], {
    ...{ subsystem_key: 'text', asked_at: 'integer', answered_at: 'integer?', problem: 'text?', ...counts },
  });
  await table('subsystem_hour', ['subsystem_key', 'hour'], { subsystem_key: 'text', hour: 'integer', ...counts });
  await table('catalogued_service', ['id'], {
    ...{ id: 'text', subsystem_key: 'text', service_code: 'text', service_version: 'text?', type: 'text' },
    ...{ title: 'text?', text: 'text?', contact: 'text?', operations: 'text', sample: 'text?' },
    ...{ description_digest: 'text?', description_problem: 'text?' },
    ...{ first_seen_at: 'integer', last_seen_at: 'integer', changed_at: 'integer', gone_at: 'integer?' },
    ...{ own_description_bg: 'text?', own_description_en: 'text?', own_contact: 'text?', own_sample: 'text?' },
    ...{ own_note: 'text?', edited_at: 'integer?', folded: 'text' },
  });
  await table('catalogued_service_basis', ['service_id', 'legal_basis_id'], {
    ...{ service_id: 'text', legal_basis_id: 'text' },
  });
  await table('catalogue_change', ['revision'], {
    ...{ revision: 'integer', at: 'integer', kind: 'text', service_id: 'text', subsystem_key: 'text' },
    ...{ service_code: 'text', service_version: 'text?' },
  });
  for (const [name, on] of [
    ['catalogued_service', 'subsystem_key'],
    ['catalogued_service_basis', 'legal_basis_id'],
    ['catalogue_change', 'at'],
  ] as const) {
    await schema.schema.createIndex(`${name}_${on}`).on(name).column(on).execute();
  }
}
