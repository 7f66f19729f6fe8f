import { Command } from 'commander';
import { administrationTables } from '#administration/accounts/tables.ts';
import { findNotices } from '#administration/notices/finding.ts';
import { worded } from '#administration/notices/kind.ts';
import { CENTRAL_SERVER_NOTICES } from '#central-server/notices/kinds.ts';
import { noticesOf } from '#central-server/oversight.ts';
import { readCentralServerFile } from '#central-server/file.ts';
import { createLog } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { withCatalogue } from './open-catalogue.ts';

const EXIT_DOES_NOT_HOLD = 1;
const NOTICES_PER_PAGE = 1_000;

interface NoticeOptions {
  readonly config: string;
}

/** `drum notices`: what expires, fails or waits for somebody at a central server, and whether its notices arrive. It may run meanwhile. */
export function noticesCommand(io: Io): Command {
  const command = new Command('notices').description(
    'Show what needs somebody at a central server; try whether notices arrive',
  );
  command.addCommand(listCommand(io));
  command.addCommand(testCommand(io));
  return command;
}

const config = ['--config <file>', 'of the central server (YAML)'] as const;

function listCommand(io: Io): Command {
  return new DrumCommand('list')
    .description('List the notices that are not resolved, the oldest first')
    .needs(...config)
    .action(async ({ config: path }: NoticeOptions) => {
      await withCatalogue(path, async ({ repository }) => {
        const database = administrationTables(repository.reader);
        for (let offset = 0, left = 1; left > 0; offset += 1) {
          const page = { sort: 'id', descending: false, limit: NOTICES_PER_PAGE, offset };
          const { items, totalItems } = await findNotices(database, {}, page);
          left = totalItems - (offset + 1) * NOTICES_PER_PAGE;
          for (const notice of items) {
            const { id, severity, text, acknowledgedBy } = worded(notice, CENTRAL_SERVER_NOTICES);
            const taken = acknowledgedBy === undefined ? [] : [`acknowledged by ${acknowledgedBy}`];
            io.out(printed([[id, notice.raisedAt.toISOString(), severity, text.en, ...taken].join('  ')]));
          }
          if (totalItems === 0) io.out(printed(['Nothing needs anybody.']));
        }
      });
    });
}

function testCommand(io: Io): Command {
  return new DrumCommand('test')
    .description('Send a notice to everybody whom the file names')
    .needs(...config)
    .action(async ({ config: path }: NoticeOptions) => {
      const file = await readCentralServerFile(path);
      const { mail, webhooks = [] } = file.notices ?? {};
      const ways = [
        ...(mail === undefined ? [] : (['mail'] as const)),
        ...(webhooks.length === 0 ? [] : (['webhook'] as const)),
      ];
      if (ways.length === 0) {
        throw drumError('notice_channel_not_set', `${path} names nobody to whom notices are sent`);
      }
      await withCatalogue(path, async ({ repository, clock }) => {
        const notices = await noticesOf(file, { repository, clock, log: createLog('notices') });
        for (const way of ways) {
          for (const { recipient, error } of await notices.sendTest(way)) {
            io.out(printed([`${way} ${recipient}: ${error ?? 'sent'}`]));
            if (error !== undefined) io.exit(EXIT_DOES_NOT_HOLD);
          }
        }
      });
    });
}
