import { Command } from 'commander';
import { allAttachedEvents, auditEvents, checkAuditLog } from '#administration/audit-log.ts';
import { exportedEvent } from '#administration/audit-log/export.ts';
import { drumError } from '#protocol/errors.ts';
import { printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { administeredConfig, withAdministered } from './open-administered.ts';
import { nextStep, wordsOf } from './told-error.ts';

const EXIT_DOES_NOT_HOLD = 1;

interface AuditLogOptions {
  readonly config: string;
}

/** `drum audit-log`: what was done to a server, by whom. It may run meanwhile. */
export function auditLogCommand(io: Io): Command {
  const command = new Command('audit-log').description(
    'Read and check the audit log of a central server or a security server',
  );
  command.addCommand(
    new DrumCommand('verify')
      .description('Check that no event was changed, put in or taken out; says the last hash, to be kept elsewhere')
      .needs(...administeredConfig)
      .action(async ({ config }: AuditLogOptions) => {
        await withAdministered(config, async ({ reader }) => {
          const { count, head, brokenAt, brokenChain } = await checkAuditLog(reader);
          if (brokenAt !== undefined) {
            const which = brokenChain === undefined ? '' : ` that is attached to event ${brokenChain}`;
            const error = drumError(
              'audit_log_broken',
              `The audit log${which} does not hold from event ${brokenAt} on`,
            );
            io.out(printed([wordsOf(error), ...nextStep(error)]));
            io.exit(EXIT_DOES_NOT_HOLD);
            return;
          }
          io.out(printed([`${count} events hold. Hash of the last: ${head}`]));
        });
      }),
  );
  command.addCommand(
    new DrumCommand('export')
      .description(
        'Print the events, a JSON object a line, each with its hash; those of attached logs follow, with their chain',
      )
      .needs(...administeredConfig)
      .action(async ({ config }: AuditLogOptions) => {
        await withAdministered(config, async ({ reader: tables }) => {
          for await (const event of auditEvents(tables)) io.out(printed([JSON.stringify(exportedEvent(event))]));
          for await (const { chain, ...event } of allAttachedEvents(tables)) {
            io.out(printed([JSON.stringify({ chain, ...exportedEvent(event) })]));
          }
        });
      }),
  );
  return command;
}
