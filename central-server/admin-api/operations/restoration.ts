import { RESTORED } from '#administration/audit-log.ts';
import type { ExaminedBackup, FirstRestoring } from '../../backup/first-restoring.ts';
import type { Anchors } from '../../publication/anchors.ts';
import type { Tokens } from '../../signing/tokens.ts';
import { hasClosedDevice, uploaded } from './backups.ts';
import type { CatalogueHandlers } from './shapes.ts';

interface RestorationOptions {
  readonly restoring: FirstRestoring;
  readonly tokens: Tokens;
  readonly anchors: Anchors;
  /** When the server has become what the backup was. */
  readonly restored: () => void;
}

interface RestorationBody {
  readonly signed_by: string;
  readonly pin: string;
}

/** The way to a server from a backup, while it is nothing yet. */
export function restoration({ restoring, tokens, anchors, restored }: RestorationOptions): CatalogueHandlers {
  return {
    checkRestoration: {
      event: 'Check backup file',
      before: (call, catalogue) => restoring.examine(catalogue, uploaded(call).bytes),
      run: (call, _change, prepared) => {
        const examined = prepared as ExaminedBackup;
        const { createdAt: created_at } = examined.label;
        const after = { backup_file_name: uploaded(call).name, created_at, signed_by: examined.signer };
        return { body: examinedShape(examined), audit: { after } };
      },
    },
    restoreEmptyServer: {
      event: RESTORED,
      run: async (call, change) => {
        const { signed_by: signedBy, pin } = call.body as RestorationBody;
        const { name, bytes } = uploaded(call);
        const { restored: after, outside } = await restoring.restore(change, { name, bytes, signedBy, pin });
        await anchors.renew(change);
        return { body: { hsm_tokens_logged_out: hasClosedDevice(tokens) }, audit: { after }, outside };
      },
      afterwards: restored,
    },
  };
}

const examinedShape = ({ label, signer, encrypted, rows, auditLog }: ExaminedBackup) => ({
  ...{ type: label.type, instance: label.instance, node: label.node },
  ...{ created_at: label.createdAt, program: label.program, signed_by: signer, rows, encrypted },
  ...{ audit_events: auditLog.events, audit_log_holds: auditLog.brokenAt === undefined },
});
