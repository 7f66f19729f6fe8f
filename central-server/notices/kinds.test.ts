import { expect } from 'chai';
import { worded, type NoticeData } from '#administration/notices/kind.ts';
import { CENTRAL_SERVER_NOTICES } from './kinds.ts';

const UNTIL = '2026-11-29T19:33:20.000Z';

function told(kind: string, data: NoticeData, step = 1) {
  const at = new Date(UNTIL);
  return worded({ id: 1, kind, subject: 'x', step, data, raisedAt: at, steppedAt: at }, CENTRAL_SERVER_NOTICES);
}

describe('The words of a notice', () => {
  it('have their times, codes and identifiers as people write them', () => {
    const failing = { node: 'cs-1', since: UNTIL, code: 'token_not_active' };
    expect(told('publication_failing', failing).text.bg).to.match(
      /^Възел cs-1 не е публикувал нищо от 29\.11\.2026 19:33 UTC\. Токенът е заключен: .*\. \(token_not_active\)$/,
    );
    expect(told('publication_failing', { ...failing, code: 'of_a_later_version' }).text.en).to.equal(
      'Node cs-1 has published nothing since 29 Nov 2026 19:33 UTC. of_a_later_version',
    );
    expect(
      told('authentication_certificate_expires', { name: 'TEST:GOV:1:ss1', notAfter: UNTIL, days: 7 }).text.bg,
    ).to.equal(
      'Сертификатът на сървъра за сигурност TEST:GOV:1:ss1 е валиден до 29.11.2026 19:33 UTC (оставащи дни: 7).',
    );
    expect(told('ca_certificate_expires', { name: 'Root', notAfter: UNTIL, days: 0 }).text.en).to.equal(
      'The certificate of the certification authority Root has expired: it was valid until 29 Nov 2026 19:33 UTC.',
    );
  });

  it('say of what is over that it was', () => {
    const data = { node: 'cs-1', until: UNTIL };
    expect(told('configuration_expires', data).text.en).to.include('is valid until');
    expect(told('configuration_expires', data, 2).text.en).to.include('was valid until');
  });

  it('come in pieces too, so that a screen can lead to what they name', () => {
    const data = { request: 7, kind: 'clientReg', server: 'TEST:GOV:1:ss1', since: UNTIL };
    expect(told('request_waiting', data).pieces.en).to.deep.equal([
      ...['Request ', { request: 7 }, ' (', 'registration of a client', ') of security server '],
      ...[{ server: 'TEST:GOV:1:ss1' }, ' has been waiting since ', { time: UNTIL }, '.'],
    ]);
    expect(told('audit_log_broken', { event: 5 }).pieces.bg).to.deep.include({ event: 5 });
  });

  it('are the name alone of what a later version has raised', () => {
    expect(told('of_a_later_version', {})).to.deep.include({
      text: { bg: 'of_a_later_version', en: 'of_a_later_version' },
    });
    expect(told('request_waiting', { request: 7, kind: 'later', since: UNTIL }).text.en).to.include(
      'Request 7 (later)',
    );
  });
});
